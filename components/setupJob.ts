import { createHash } from 'node:crypto'
import * as k8s from '@pulumi/kubernetes'
import { type Input, interpolate, output, type Resource } from '@pulumi/pulumi'
import type { Place } from './contracts/place.ts'
import { labelsOf } from './labels.ts'
import { containerSecurity, podSecurity, resources, scratch } from './pods.ts'

type Container = k8s.types.input.core.v1.Container
type PodSpec = k8s.types.input.core.v1.PodSpec

export interface SetupJobArgs {
  readonly name: string
  /** Where the system that it sets up lives. */
  readonly place: Place
  readonly system: string
  readonly image: string
  readonly command: string[]
  readonly env: Container['env']
  /** By name, below `/setup`. */
  readonly files: Readonly<Record<string, string>>
  /** What it does and reads: a Job cannot be changed, so with another content it is another Job. */
  readonly content: Input<object>
  /** `256Mi` when absent. */
  readonly memory?: string
  readonly volumes?: k8s.types.input.core.v1.Volume[]
  readonly mounts?: k8s.types.input.core.v1.VolumeMount[]
}

/** A Job that has failed never runs again, so it tries on: only `up` stops waiting, and the next one waits anew. */
const neverGiveUp = 2 ** 31 - 1

/** A Job that tells a system something, whose every step can be taken again. */
export function setupJob(
  args: SetupJobArgs,
  { parent, dependsOn }: { readonly parent: Resource; readonly dependsOn: Resource[] },
): k8s.batch.v1.Job {
  const { name, place, files } = args
  const { namespace } = place
  const labels = labelsOf(place.ownership, args.system, 'setup')
  const config = new k8s.core.v1.ConfigMap(
    `${namespace}/${name}`,
    { metadata: { name, namespace, labels }, data: files },
    { parent, dependsOn: place.ready },
  )
  return new k8s.batch.v1.Job(
    `${namespace}/${name}`,
    {
      metadata: { name: interpolate`${name}-${output(args.content).apply(digest)}`, namespace, labels },
      spec: { backoffLimit: neverGiveUp, template: { metadata: { labels }, spec: pod(args) } },
    },
    {
      parent,
      dependsOn: [place.ready, ...dependsOn, config],
      customTimeouts: { create: '5m', update: '5m' },
    },
  )
}

function pod({
  name,
  image,
  command,
  env,
  memory = '256Mi',
  volumes = [],
  mounts = [],
}: SetupJobArgs): PodSpec {
  const tmp = scratch('16Mi')
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'OnFailure',
    securityContext: podSecurity,
    containers: [
      {
        name: 'setup',
        image,
        command,
        env,
        resources: resources({ cpu: '10m', memory }),
        securityContext: containerSecurity,
        volumeMounts: [tmp.mount, { name: 'setup', mountPath: '/setup', readOnly: true }, ...mounts],
      },
    ],
    volumes: [tmp.volume, { name: 'setup', configMap: { name } }, ...volumes],
  }
}

function digest(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8)
}
