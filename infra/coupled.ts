import type { Config, KnownWorkload, StackFile } from './config.ts'
import { storageProblems } from './coupledStorage.ts'
import { systemProblems } from './coupledSystems.ts'
import { type PodGroup, podsOfSystem, workersOf } from './podsOfSystem.ts'
import type { Sizes } from './presets.ts'
import { type Problem, suggestion } from './problems.ts'
import { quantity } from './quantity.ts'
import { type SystemName, systemNames } from './systems.ts'
import { userProblems, usersOf } from './users.ts'

/** The fields of a configuration that are sound by themselves. */
type Sound = Partial<Omit<StackFile, 'sizes'>> & { readonly sizes: Sizes | undefined }

/** A part of a node that the cluster's own pods and daemons need. */
export const usableShare = 0.8

/** Systems whose Service can have a port on the nodes; the others are reached by the gateway. */
const withNodePort: readonly string[] = [
  'minio',
  'mlflow',
  'prometheus',
  'alertmanager',
  'loki-alone',
  'istio',
  'pypi',
  'kafka',
]

/**
 * What is wrong between fields, each check made as far as the fields it reads are sound.
 * @param workloads every workload that there is
 */
export function coupledProblems(
  environment: Config['environment'],
  config: Sound,
  workloads: readonly KnownWorkload[],
): Problem[] {
  return [
    ...workloadProblems(config, workloads),
    ...systemProblems(environment, config),
    ...userProblems(config, workloads),
    ...nodePortProblems(config, workloads),
    ...nodeProblems(environment, config),
    ...storageProblems(config),
    ...capacityProblems(config, workloads),
  ]
}

function workloadProblems({ workloads = [] }: Sound, known: readonly KnownWorkload[]): Problem[] {
  const names = known.map(({ name }) => name)
  return workloads.flatMap((name, index) => {
    const path = `workloads.${index}`
    if (!names.includes(name))
      return [{ path, message: `${JSON.stringify(name)} is no workload; ${suggestion(name, names)}` }]
    if (workloads.indexOf(name) < index) return [{ path, message: `"${name}" is listed twice; list it once` }]
    return []
  })
}

function nodePortProblems(
  { nodePorts, systems, workloads }: Sound,
  known: readonly KnownWorkload[],
): Problem[] {
  if (nodePorts === undefined || systems === undefined || workloads === undefined) return []
  const services = [
    // A misspelt name is one error, not another one for its port.
    ...meant(systems, systemNames).filter((name) => withNodePort.includes(name)),
    ...meant(
      workloads,
      known.map(({ name }) => name),
    ),
  ]
  const seen = new Map<number, string>()
  return Object.entries(nodePorts).flatMap(([service, port]) => {
    const path = `nodePorts.${service}`
    if (!services.includes(service))
      return [{ path, message: `no Service of this stack; ${suggestion(service, services)}` }]
    const other = seen.get(port)
    seen.set(port, service)
    return other === undefined
      ? []
      : [{ path, message: `${port} is the port of ${other} too; expected another` }]
  })
}

/** The listed names, or every name there is where one of those listed is not known. */
function meant(listed: readonly string[], known: readonly string[]): readonly string[] {
  return listed.every((name) => known.includes(name)) ? listed : known
}

function nodeProblems(environment: Config['environment'], { nodes, size, sizes }: Sound): Problem[] {
  const problems: Problem[] = []
  if (nodes !== undefined && environment === 'prod') {
    if (nodes.controlPlane < 3)
      problems.push({
        path: 'nodes.controlPlane',
        message: `${nodes.controlPlane} cannot lose a node; expected 3 or more for prod`,
      })
    if (nodes.workers < 2)
      problems.push({ path: 'nodes.workers', message: `${nodes.workers}; expected 2 or more for prod` })
  }
  if (environment === 'prod' && size !== undefined && size !== 'ha')
    problems.push({
      path: 'size',
      message: `"${size}" does not survive the loss of a node; expected ha for prod`,
    })
  if (nodes !== undefined && sizes !== undefined && size === 'ha' && workersOf(nodes) < 2)
    problems.push({
      path: 'size',
      message: `"ha" spreads replicas over nodes, but ${workersOf(nodes)} takes pods; expected 2 or more workers`,
    })
  return problems
}

function capacityProblems(config: Sound, known: readonly KnownWorkload[]): Problem[] {
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

/** Cores and bytes that a stack's pods ask for in all, one training of each workload included. */
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
  const pods = [
    ...systems.flatMap((name) => podsOfSystem(name as SystemName, contents)),
    ...known
      .filter(({ name }) => workloads.includes(name))
      .flatMap((workload) => podsOfWorkload(workload, contents)),
  ]
  return pods.map(({ name, count, cpu, memory }) => ({
    name,
    count,
    cpu: quantity(cpu),
    memory: quantity(memory),
  }))
}

/** Its replicas and one training, each with a proxy where there is a mesh. */
export function podsOfWorkload(
  { name, serving, training }: KnownWorkload,
  { systems, sizes }: Contents,
): PodGroup[] {
  const replicas = Math.max(serving.replicas, sizes.serving.minimumReplicas)
  const own = [
    { name, count: replicas, ...serving.resources.requests },
    { name: `the training of ${name}`, count: 1, ...training.resources.requests },
  ]
  const proxies = { name: `the proxies of ${name}`, count: replicas + 1, ...sizes.proxy }
  return systems.includes('istio') ? [...own, proxies] : own
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
