import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiOf } from '../lab/providers/kubernetes/api.ts'
import { clusterFrom } from '../lab/providers/kubernetes/kubeconfig.ts'
import { upCommand } from '../upCommand.ts'

/** Which cluster a stack was last brought up on: the state alone does not say. */
export interface ClusterRecord {
  /** Whether it is another one now, or one made anew, so that nothing in the state can be trusted. */
  readonly changed: boolean
  /** The last one and the present one, in words, when both are known and differ. */
  readonly difference?: string
  /** Notes the present one. */
  keep(): void
}

/** A cluster is known by the identity of its `kube-system` namespace. One that does not answer counts as unchanged. */
export async function clusterRecord(
  directory: string,
  kubeconfig: string | undefined,
): Promise<ClusterRecord> {
  const file = join(directory, 'cluster')
  const [before, at] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const now = await identity(kubeconfig).catch(() => undefined)
  const changed = now !== undefined && now.id !== before
  return {
    changed,
    ...(changed && before !== undefined
      ? {
          difference: `the last run was on cluster ${named(before, at)}, this is ${named(now.id, now.server)}`,
        }
      : {}),
    keep: () => {
      if (changed) writeFileSync(file, `${now.id}\n${now.server}\n`, { mode: 0o600 })
    },
  }
}

/**
 * @throws when the record tells of another cluster: what has the same names there need not be the stack's
 */
export function requireSameCluster(verb: string, stack: string, { difference }: ClusterRecord): void {
  if (difference === undefined) return
  throw new Error(
    `Not running ${verb} for stack ${stack}: ${difference}. Nothing was changed. Set KUBECONFIG to the cluster of the last run; if that one is gone, bring the stack up on this one first (${upCommand(stack)})`,
  )
}

function named(id: string, server: string | undefined): string {
  return server ? `${id} at ${server}` : id
}

async function identity(kubeconfig: string | undefined): Promise<{ id: string; server: string }> {
  const cluster = clusterFrom({ kubeconfig })
  const { body } = await apiOf(cluster)({ path: '/api/v1/namespaces/kube-system' })
  const { metadata } = JSON.parse(body) as { metadata: { uid: string } }
  return { id: metadata.uid, server: cluster.server.origin }
}
