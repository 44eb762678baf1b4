import { StorageV1Api } from '@kubernetes/client-node'
import { labelsOf } from '../../components/labels.ts'
import type { Config, KnownWorkload } from '../config.ts'
import { requested } from '../coupledCapacity.ts'
import { handOver, isHandedOver, ownerOf } from '../lab/providers/kubernetes/foreign.ts'
import type { Metadata } from '../lab/providers/kubernetes/objects.ts'
import { workersOf } from '../podsOfSystem.ts'
import { ConfigError, type Problem, suggestion } from '../problems.ts'
import { quantity } from '../quantity.ts'
import { notebookOf } from '../users.ts'
import type { Cluster } from './cluster.ts'

/** What a cluster has to give, all its nodes that take pods together. */
export interface Room {
  readonly nodes: number
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  readonly storageClasses: readonly string[]
  /** Namespaces by name, with whoever they belong to, which is nobody where that one has handed them over. */
  readonly namespaces: ReadonlyMap<string, string | undefined>
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
  return [...problems, ...namespaceProblems(config, room)]
}

/** Namespaces that the stack is to make, and that are there and of somebody else. */
function namespaceProblems({ environment, systems, workloads, users }: Config, room: Room): Problem[] {
  const own = ownerOf({ metadata: { name: '', labels: labelsOf({ environment, owner: '' }, '', '') } })
  const parts = {
    systems,
    workloads,
    users: users.map(notebookOf),
  }
  return Object.entries(parts).flatMap(([list, names]) =>
    names.flatMap((name: string, index) => {
      const namespace = `${environment}-${name}`
      const owner = room.namespaces.get(namespace)
      if (owner === undefined || owner === own) return []
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
      return [
        {
          path: `${list}.${index}`,
          message: `the namespace ${namespace} is there already and belongs to ${owner}; expected none, or one that its owner has handed over: \`${handOver(object)}\``,
        },
      ]
    }),
  )
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
  const { text, error } = await heldAgainst(config, cluster, workloads)
  if (error !== undefined) throw error
  return text
}

/** What there is, in words, and everything of the stack that does not fit it. */
export async function heldAgainst(
  config: Config,
  cluster: Cluster,
  workloads: readonly KnownWorkload[],
): Promise<{ readonly text: string; readonly error?: ConfigError }> {
  const room = await roomOf(cluster)
  const problems = clusterProblems(config, room, workloads)
  const server = cluster.config.getCurrentCluster()?.server
  const nodes = room.nodes === 1 ? '1 node' : `${room.nodes} nodes`
  const text = `${nodes} with ${inCores(room.cores)} and ${inGiB(room.memory)}, storage class ${config.storageClass}`
  if (problems.length === 0) return { text }
  const where = `stacks/Pulumi.${config.environment}.yaml on the cluster ${server}`
  return { text, error: new ConfigError(where, problems) }
}

async function roomOf({ core, config }: Cluster): Promise<Room> {
  const [{ items: nodes }, { items: classes }, { items: namespaces }] = await Promise.all([
    core.listNode(),
    config.makeApiClient(StorageV1Api).listStorageClass(),
    core.listNamespace(),
  ])
  const open = nodes.filter(({ spec }) => spec?.unschedulable !== true && !spec?.taints?.some(keepsPodsOut))
  const sum = (kind: 'cpu' | 'memory') =>
    open.reduce((total, { status }) => total + quantity(status?.allocatable?.[kind] ?? '0'), 0)
  return {
    nodes: open.length,
    cores: sum('cpu'),
    memory: sum('memory'),
    storageClasses: classes.map(({ metadata }) => metadata!.name!),
    namespaces: new Map(
      namespaces.map(({ metadata }) => {
        const namespace = { metadata: metadata as object as Metadata }
        return [metadata!.name!, isHandedOver(namespace) ? undefined : ownerOf(namespace)]
      }),
    ),
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
