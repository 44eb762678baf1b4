import type { Config, KnownWorkload } from './config.ts'
import { capacityProblems } from './coupledCapacity.ts'
import { storageProblems } from './coupledStorage.ts'
import { systemProblems } from './coupledSystems.ts'
import { workersOf } from './podsOfSystem.ts'
import { presets, type Sizes } from './presets.ts'
import { listProblems, type Problem, suggestion } from './problems.ts'
import type { StackFile } from './stackSchema.ts'
import { systemNames } from './systems.ts'
import { userProblems } from './users.ts'

/** The fields of a configuration that are sound by themselves. */
type Sound = Partial<Omit<StackFile, 'sizes'>> & { readonly sizes: Sizes | undefined }

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
  const known = workloads.map(({ name }) => name)
  // A misspelt name is one error, not another one for what it would give.
  const meant = {
    ...config,
    ...(config.systems && { systems: meantIn(config.systems, systemNames) }),
    ...(config.workloads && { workloads: meantIn(config.workloads, known) }),
  }
  return [
    ...listProblems('workloads', config.workloads, { known, what: 'workload' }),
    ...servingProblems(meant),
    ...systemProblems(environment, config),
    ...userProblems(meant, known),
    ...outsideProblems(meant),
    ...nodePortProblems(meant, workloads),
    ...nodeProblems(environment, config),
    ...storageProblems(config),
    ...capacityProblems(config, workloads),
  ]
}

/** How workloads are served that the stack does not have. */
function servingProblems({ serving, workloads }: Sound): Problem[] {
  if (serving === undefined || workloads === undefined) return []
  const named = serving.map(({ workload }) => workload)
  const problems = listProblems('serving', named, { known: workloads, what: 'workload of this stack' })
  return problems.map(({ path, message }) => ({ path: `${path}.workload`, message }))
}

/** Servers outside that nothing of the stack calls. */
function outsideProblems({ alerts, singleSignOn, systems }: Sound): Problem[] {
  if (systems === undefined) return []
  const callers = [
    { path: 'alerts.chat', isSet: alerts?.chat !== undefined, by: ['alertmanager', 'kube-prometheus-stack'] },
    { path: 'singleSignOn', isSet: singleSignOn !== undefined, by: ['kube-prometheus-stack'] },
  ]
  return callers
    .filter(({ isSet, by }) => isSet && !by.some((name) => systems.includes(name)))
    .map(({ path, by }) => ({
      path,
      message: `nothing uses it; expected ${by.join(' or ')} in the list of systems`,
    }))
}

function nodePortProblems(
  { nodePorts, systems, workloads }: Sound,
  known: readonly KnownWorkload[],
): Problem[] {
  if (nodePorts === undefined || systems === undefined || workloads === undefined) return []
  const data = known.flatMap(({ name, published }) =>
    published !== undefined && workloads.includes(name) ? [published.name] : [],
  )
  const services = [...systems.filter((name) => withNodePort.includes(name)), ...workloads, ...data]
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
function meantIn(listed: string[], known: readonly string[]): string[] {
  return listed.every((name) => known.includes(name)) ? listed : [...known]
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
  if (environment === 'prod' && size === 'ha' && sizes !== undefined) problems.push(...singleProblems(sizes))
  if (nodes !== undefined && sizes !== undefined && size === 'ha' && workersOf(nodes) < 2)
    problems.push({
      path: 'size',
      message: `"ha" spreads replicas over nodes, but ${workersOf(nodes)} takes pods; expected 2 or more workers`,
    })
  return problems
}

/** Exact sizes that take back what the preset was chosen for. */
function singleProblems(sizes: Sizes): Problem[] {
  return (Object.keys(sizes) as (keyof Sizes)[]).flatMap((name) => {
    const least = replicasOf(presets.ha[name])
    return replicasOf(sizes[name]) === 1 && least > 1
      ? [
          {
            path: `sizes.${name}.replicas`,
            message: `1 does not survive the loss of a node; expected ${least}, as in ha, for prod`,
          },
        ]
      : []
  })
}

function replicasOf(size: Sizes[keyof Sizes]): number {
  return 'replicas' in size ? size.replicas : 1
}
