import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiOf } from '../lab/providers/kubernetes/api.ts'
import { clusterFrom } from '../lab/providers/kubernetes/kubeconfig.ts'

/** Which cluster a stack was last brought up on: the state alone does not say. */
export interface ClusterRecord {
  /** Whether it is another one now, or one made anew, so that nothing in the state can be trusted. */
  readonly changed: boolean
  /** Notes the present one. */
  keep(): void
}

/** A cluster is known by the identity of its `kube-system` namespace. One that does not answer counts as unchanged. */
export async function clusterRecord(
  directory: string,
  kubeconfig: string | undefined,
): Promise<ClusterRecord> {
  const file = join(directory, 'cluster')
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  const now = await identity(kubeconfig).catch(() => undefined)
  return {
    changed: now !== undefined && now !== before,
    keep: () => {
      if (now !== undefined && now !== before) writeFileSync(file, now, { mode: 0o600 })
    },
  }
}

async function identity(kubeconfig: string | undefined): Promise<string> {
  const { body } = await apiOf(clusterFrom({ kubeconfig }))({ path: '/api/v1/namespaces/kube-system' })
  return (JSON.parse(body) as { metadata: { uid: string } }).metadata.uid
}
