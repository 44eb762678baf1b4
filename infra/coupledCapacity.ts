import type { Config, KnownWorkload } from './config.ts'
import { type PodGroup, podsOfSystem, workersOf } from './podsOfSystem.ts'
import type { Sizes } from './presets.ts'
import type { Problem } from './problems.ts'
import { quantity } from './quantity.ts'
import type { StackFile } from './stackSchema.ts'
import type { SystemName } from './systems.ts'
import { usersOf } from './users.ts'

type Sound = Partial<Pick<StackFile, 'nodes' | 'systems' | 'workloads' | 'devices' | 'users'>> & {
  readonly sizes: Sizes | undefined
}

/** The share of a node that pods of the stack may ask for: the cluster's own pods and daemons need the rest. */
export const usableShare = 0.8

/** What of the stack the nodes have no room for. */
export function capacityProblems(config: Sound, known: readonly KnownWorkload[]): Problem[] {
  const { nodes, systems, sizes, workloads, devices } = config
  if (nodes === undefined || systems === undefined || sizes === undefined || workloads === undefined)
    return []
  const users = usersOf(config.users, sizes)
  const pods = podsOf({ systems, sizes, workloads, nodes, devices, users }, known)
  return (['cpu', 'memory'] as const).flatMap((kind) => {
    const path = `nodes.${kind === 'cpu' ? 'cores' : 'memory'}`
    const node = (kind === 'cpu' ? nodes.cores : quantity(nodes.memory)) * usableShare
    const all = node * workersOf(nodes)
    const asked = total(pods)[kind]
    if (asked > all)
      return [
        {
          path,
          message: `pods ask for ${inUnit(kind, asked)}, but the nodes give them ${inUnit(kind, all)}; expected larger nodes, more workers or a smaller size`,
        },
      ]
    const largest = pods.toSorted((a, b) => b[kind] - a[kind])[0]
    if (largest !== undefined && largest[kind] > node)
      return [
        {
          path,
          message: `a pod of ${largest.name} asks for ${inUnit(kind, largest[kind])}, but no node gives more than ${inUnit(kind, node)}; expected larger nodes or a smaller size`,
        },
      ]
    return []
  })
}

interface Asked {
  readonly cpu: number
  readonly memory: number
}

type Contents = Pick<Config, 'sizes' | 'workloads' | 'nodes' | 'devices' | 'users'> & {
  readonly systems: readonly string[]
}

/** Cores and bytes that a stack's pods ask for in all, the largest training included. */
export function requested(contents: Contents, known: readonly KnownWorkload[]): Asked {
  return total(podsOf(contents, known))
}

interface Pods extends Asked {
  readonly name: string
  readonly count: number
}

/** What each pod of a kind asks for, and how many of them there are. */
function podsOf(contents: Contents, known: readonly KnownWorkload[]): Pods[] {
  const { systems, workloads } = contents
  const chosen = known.filter(({ name }) => workloads.includes(name))
  const pods = [
    ...systems.flatMap((name) => podsOfSystem(name as SystemName, contents)),
    ...chosen.flatMap((workload) => podsOfWorkload(workload, contents)),
    ...largestTraining(chosen, contents),
  ]
  return pods.map(({ name, count, cpu, memory }) => ({
    name,
    count,
    cpu: quantity(cpu),
    memory: quantity(memory),
  }))
}

/** Its replicas and those of its published data, each with a proxy where there is a mesh. */
export function podsOfWorkload(
  { name, serving, published }: KnownWorkload,
  { systems, sizes }: Contents,
): PodGroup[] {
  const servers = [{ name, ...serving }, ...(published === undefined ? [] : [published])]
  return servers.flatMap(({ name, replicas, resources }) => {
    const count = Math.max(replicas, sizes.serving.minimumReplicas)
    const pods = { name, count, ...resources.requests }
    const proxies = { name: `the proxies of ${name}`, count, ...sizes.proxy }
    return systems.includes('istio') ? [pods, proxies] : [pods]
  })
}

/** The training that asks for most, with its proxy where there is a mesh: one that finds no room beside it waits. */
export function largestTraining(
  workloads: readonly KnownWorkload[],
  { systems, sizes }: Contents,
): PodGroup[] {
  if (workloads.length === 0) return []
  const most = (kind: 'cpu' | 'memory') =>
    workloads
      .map(({ training }) => training.resources.requests[kind])
      .toSorted((a, b) => quantity(b) - quantity(a))[0]!
  const training = { name: 'the largest training', count: 1, cpu: most('cpu'), memory: most('memory') }
  const proxy = { name: 'the proxy of the largest training', count: 1, ...sizes.proxy }
  return systems.includes('istio') ? [training, proxy] : [training]
}

function total(pods: readonly Pods[]): Asked {
  return {
    cpu: sum(pods.map(({ count, cpu }) => count * cpu)),
    memory: sum(pods.map(({ count, memory }) => count * memory)),
  }
}

function inUnit(kind: 'cpu' | 'memory', amount: number): string {
  return kind === 'cpu' ? `${amount.toFixed(2)} cores` : `${(amount / 2 ** 30).toFixed(1)} GiB`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
