import { workloadNamed } from '../../services/workloads.ts'
import type { LabStatus } from '../lab/labStatus.ts'
import type { Endpoint, WorkloadOutputs } from '../outputs.ts'
import type { Cluster } from './cluster.ts'
import { isMissing } from './failure.ts'
import { champion, replicasOf, servedVersions, withMlflow } from './served.ts'
import type { Session } from './session.ts'
import { systemPods } from './systemsReady.ts'
import { table } from './table.ts'

export interface StatusReport {
  /** Lines for people. */
  readonly text: string
  /** Every process works, every system has all its pods ready, every workload all its replicas. */
  readonly healthy: boolean
}

/** The lab's own processes. */
export function labStatusReport({ heldBy, components }: LabStatus): StatusReport {
  if (heldBy !== undefined) return { text: `Another lab, of ${heldBy}, holds this machine.`, healthy: false }
  if (components.length === 0) return { text: 'No process of the lab runs.', healthy: false }
  const text = table([
    ['PROCESS', 'STATE', 'PID', 'SINCE'],
    ...components.map(({ name, running, healthy, pid, since }) => [
      name,
      running ? (healthy ? 'healthy' : 'unhealthy') : 'stopped',
      String(pid ?? ''),
      since?.toISOString() ?? '',
    ]),
  ])
  return { text, healthy: components.every(({ healthy }) => healthy) }
}

/** Where to begin in a system whose root shows nothing, or nothing of ours. */
const pages: Readonly<Record<string, string>> = {
  mlflow: '/#/experiments',
  prometheus: '/api/v1/query?query=up',
  pypi: '/simple/',
  'loki-alone': '/loki/api/v1/labels',
}

/** Addresses on this machine are those of the lab; what has none there, and in another cluster, is known by its name. */
export function addressOf({ service, namespace, port, url }: Endpoint, page: string, isLab: boolean): string {
  return isLab && url !== undefined ? `${url}${page}` : `${service}.${namespace}:${port} in the cluster`
}

/** What runs, where it is reached, and which model each workload serves with which scores. */
export async function platformStatus({ cluster, outputs, target }: Session): Promise<StatusReport> {
  const isLab = target.kind === 'lab'
  const systems = await Promise.all(
    Object.entries(outputs.endpoints).map(async ([name, endpoint]) => ({
      name,
      pods: await unlessMissing(systemPods(cluster, endpoint)),
      url: addressOf(endpoint, pages[name] ?? '', isLab),
    })),
  )
  const workloads = await Promise.all(
    Object.entries(outputs.workloads).map(async ([name, workload]) => {
      const served = await unlessMissing(servedVersions(cluster, workload))
      const registered = await withMlflow(cluster, outputs, (mlflow) => champion(mlflow, name)).then(
        (found) => ({
          version: found?.model.version,
          metrics: found?.run?.metrics ?? {},
        }),
        () => ({ version: 'unknown', metrics: {} }),
      )
      const lags =
        served !== undefined &&
        registered.version !== 'unknown' &&
        lagging(served.versions, registered.version)
      const problem = lags
        ? notServedText(name, registered.version!, await replicaLogs(cluster, workload))
        : undefined
      return { name, url: addressOf(workload.endpoint, '/docs', isLab), served, registered, problem }
    }),
  )
  const text = [
    table([
      ['SYSTEM', 'READY', 'ADDRESS'],
      ...systems.map(({ name, pods, url }) => [name, pods ? `${pods.ready}/${pods.wanted}` : 'missing', url]),
    ]),
    '',
    table([
      ['WORKLOAD', 'READY', 'SERVED', 'REGISTERED', 'SCORES ON TEST ROWS', 'ADDRESS'],
      ...workloads.map(({ name, url, served, registered }) => [
        name,
        served ? `${served.versions.length}/${served.wanted}` : 'missing',
        [...new Set(served?.versions)].map((version) => `v${version}`).join(' ') || 'none',
        versionText(registered.version),
        scoresText(name, registered.metrics),
        url,
      ]),
    ]),
    ...workloads.flatMap(({ problem }) => (problem === undefined ? [] : ['', problem])),
  ].join('\n')
  const healthy =
    systems.every(({ pods }) => pods !== undefined && pods.ready === pods.wanted) &&
    workloads.every(
      ({ served, problem }) =>
        served !== undefined && served.versions.length === served.wanted && problem === undefined,
    )
  return { text, healthy }
}

/** What is asked of the cluster, or undefined when the Service or Deployment that it is about is not there. */
async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  return asked.catch((error: unknown) => {
    if (!isMissing(error)) throw error
    return undefined
  })
}

const versionText = (version: string | undefined) =>
  version === undefined ? 'none' : version === 'unknown' ? version : `v${version}`

/** Whether a replica serves another version than the one to serve. */
const lagging = (served: readonly string[], version: string | undefined) =>
  version !== undefined && served.some((one) => one !== version)

/**
 * That a registered version is not served, and why: replicas keep the version that they have where the new one is not
 * usable, and log the reason.
 */
export function notServedText(name: string, version: string, log: readonly string[]): string {
  const refusals = log.flatMap((line) => {
    const entry = jsonOf(line)
    return entry?.msg === 'model not usable' && entry.version === version ? [String(entry.reason)] : []
  })
  const what = `Version ${version} of ${name} is registered and not served everywhere`
  return refusals.length === 0
    ? `${what}: replicas take it over within seconds, or \`npm run logs -- ${name}\` says why not.`
    : `${what}, as it is not usable: ${refusals.at(-1)}. \`npm run train -- ${name} --force\` makes another.`
}

function jsonOf(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}

/** The last lines of every replica of a workload that has a log. */
async function replicaLogs(cluster: Cluster, workload: WorkloadOutputs): Promise<string[]> {
  const { namespace } = workload
  const { pods } = await replicasOf(cluster, workload)
  const logs = await Promise.allSettled(
    pods.map(({ metadata }) =>
      cluster.core.readNamespacedPodLog({ namespace, name: metadata!.name!, tailLines: 2000 }),
    ),
  )
  return logs.flatMap((log) => (log.status === 'fulfilled' ? String(log.value ?? '').split('\n') : []))
}

/** The scores that the workload's gate is about first, then what else was measured on the same data. */
function scoresText(name: string, metrics: Readonly<Record<string, number>>): string {
  const first = workloadNamed(name).gate.metric
  const scores = Object.entries(metrics).filter(([key]) => /^(mae|rmse|r2|accuracy|auc)$/.test(key))
  return scores
    .toSorted(([a], [b]) => Number(b === first) - Number(a === first))
    .map(([key, value]) => `${key} ${value.toPrecision(4)}`)
    .join(', ')
}
