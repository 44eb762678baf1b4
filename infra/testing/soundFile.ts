import { exampleWorkload } from '../../components/testing/exampleWorkload.ts'
import { readConfig } from '../config.ts'
import { ConfigError, type Problem } from '../problems.ts'
import type { StackFile } from '../stackSchema.ts'

/** The workloads that there are. */
export const known = [exampleWorkload('bikes'), exampleWorkload('cars')]

/** A small file of `dev` that is right. */
export const sound: StackFile = {
  domain: 'dev.example.org',
  owner: 'platform',
  size: 'small',
  nodes: { controlPlane: 1, workers: 0, cores: 4, memory: '16Gi' },
  storageClass: 'local',
  images: { lock: 'stacks/images.dev.json' },
  systems: ['prometheus', 'minio', 'mlflow'],
  workloads: ['bikes'],
  nodePorts: { bikes: 30080 },
}

/** What a stack with charts has besides. */
export const charted: Pick<StackFile, 'charts' | 'images'> = {
  charts: { directory: 'charts' },
  images: { lock: 'stacks/images.dev.json', mirror: 'harbor.example.org/mirror' },
}

/** What a stack with Ceph has besides. */
export const cephed: Partial<StackFile> = {
  ...charted,
  nodes: { controlPlane: 3, workers: 3, cores: 16, memory: '64Gi' },
  devices: { filter: '^sdb$', perNode: 1, size: '1Ti' },
  storageClass: 'ceph-block',
}

/** A stack with notebooks for these users. */
export function withUsers(...users: NonNullable<StackFile['users']>): StackFile {
  return { ...sound, images: charted.images, systems: [...sound.systems, 'kubeflow-notebooks'], users }
}

/** Servers that a stack is let out to. */
export const outside = { networks: ['10.20.1.0/28'], port: 443 }

/** What is wrong in a stack's plain values. */
export function problemsOf(raw: unknown, stack = 'dev'): readonly Problem[] {
  try {
    readConfig(stack, raw, known)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
