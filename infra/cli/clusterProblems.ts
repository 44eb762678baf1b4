import { StorageV1Api } from '@kubernetes/client-node'
import type { Config, KnownWorkload } from '../config.ts'
import { requested } from '../coupled.ts'
import { workersOf } from '../podsOfSystem.ts'
import { ConfigError, type Problem, suggestion } from '../problems.ts'
import { quantity } from '../quantity.ts'
import type { Cluster } from './cluster.ts'

/** What a cluster has to give, all its nodes that take pods together. */
export interface Room {
  readonly nodes: number
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly storageClasses: readonly string[]
}

/** What is wrong between a stack and the cluster that it is for. */
export function clusterProblems(config: Config, room: Room, workloads: readonly KnownWorkload[]): Problem[] {
  const { nodes, storageClass, systems } = config
  const problems: Problem[] = []
  const { storageClasses } = room
  const makesItself = (systems as readonly string[]).includes('rook-ceph')
  if (!makesItself && !storageClasses.includes(storageClass))
    problems.push({
      path: 'storageClass',
      message: `"${storageClass}" is not there; ${storageClasses.length === 0 ? 'the cluster has none: expected one that provisions volumes' : suggestion(storageClass, storageClasses)}`,
    })
  if (room.nodes < workersOf(nodes))
    problems.push({
      path: nodes.workers > 0 ? 'nodes.workers' : 'nodes.controlPlane',
      message: `${workersOf(nodes)}, but the cluster has ${room.nodes} that take pods; expected ${room.nodes}, or more nodes`,
    })
  const asked = requested(config, workloads)
  const shortage = (path: string, asks: string, gives: string): Problem => ({
    path,
    message: `pods ask for ${asks}, but the cluster's nodes give them ${gives}; expected larger nodes, more of them or a smaller size`,
  })
  if (asked.cpu > room.cores) problems.push(shortage('nodes.cores', inCores(asked.cpu), inCores(room.cores)))
  if (asked.memory > room.memory)
    problems.push(shortage('nodes.memory', inGiB(asked.memory), inGiB(room.memory)))
  return problems
}

/**
 * Holds a stack against the cluster before anything is made there.
 * @throws ConfigError with everything that does not fit
 */
export async function requireRoom(
  config: Config,
  cluster: Cluster,
  workloads: readonly KnownWorkload[],
): Promise<string> {
  const room = await roomOf(cluster)
  const problems = clusterProblems(config, room, workloads)
  const server = cluster.config.getCurrentCluster()?.server
  if (problems.length > 0)
    throw new ConfigError(`stacks/Pulumi.${config.environment}.yaml on the cluster ${server}`, problems)
  const nodes = room.nodes === 1 ? '1 node' : `${room.nodes} nodes`
  return `${nodes} with ${inCores(room.cores)} and ${inGiB(room.memory)}, storage class ${config.storageClass}`
}

async function roomOf({ core, config }: Cluster): Promise<Room> {
  const [{ items: nodes }, { items: classes }] = await Promise.all([
    core.listNode(),
    config.makeApiClient(StorageV1Api).listStorageClass(),
  ])
  const open = nodes.filter(({ spec }) => spec?.unschedulable !== true && !spec?.taints?.some(keepsPodsOut))
  const sum = (kind: 'cpu' | 'memory') =>
    open.reduce((total, { status }) => total + quantity(status?.allocatable?.[kind] ?? '0'), 0)
  return {
    nodes: open.length,
    cores: sum('cpu'),
    memory: sum('memory'),
    storageClasses: classes.map(({ metadata }) => metadata!.name!),
  }
}

/** Those of Kubernetes' own come and go with the state of the node. */
function keepsPodsOut({ key, effect }: { readonly key: string; readonly effect: string }): boolean {
  return effect !== 'PreferNoSchedule' && !key.startsWith('node.kubernetes.io/')
}

function inCores(cores: number): string {
  return `${cores.toFixed(2)} cores`
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
