import { containsUnknown, type Properties, plain } from '../../protocol/properties.ts'
import type {
  Checked,
  CheckRequest,
  Created,
  CreateRequest,
  DeleteRequest,
  Difference,
  DiffRequest,
  ReadRequest,
  ReadState,
  UpdateRequest,
} from '../../protocol/provider.ts'
import { NotReady } from '../../protocol/provider.ts'
import { changesBetween } from '../compare.ts'
import { automaticName } from '../naming.ts'
import { nameOfUrn } from '../objects.ts'
import type { Session } from '../session.ts'
import { chartArguments, chartSource, loginOf } from './chartSource.ts'
import { helm } from './helm.ts'
import { requireDefinitions } from './releaseDefinitions.ts'
import { inProgress, statusOf } from './releaseStatus.ts'

export const releaseType = 'kubernetes:helm.sh/v3:Release'

const replacing = new Set(['name', 'namespace'])
const defaultTimeout = 300

/** Inputs with a name, a namespace and a time-out; a chart that is not there is found out here. */
export async function checkRelease(request: CheckRequest, namespace: string): Promise<Checked> {
  const { urn, news, autonaming, randomSeed } = request
  const olds = plain(request.olds)
  const name = news.name ?? olds.name ?? (autonaming?.name || automaticName(`${nameOfUrn(urn)}-`, randomSeed))
  const inputs = { namespace, timeout: defaultTimeout, ...withoutNulls(news), name }
  try {
    const known = plain(inputs)
    const source = chartSource(known, String(name), namespace)
    if (!containsUnknown([known.chart, known.version, known.repositoryOpts]))
      await helm(['show', 'chart', ...chartArguments({ ...source, dependencyUpdate: false })], {
        login: loginOf(source),
      })
    return { inputs, failures: [] }
  } catch (error) {
    return { inputs, failures: [{ property: 'chart', reason: (error as Error).message }] }
  }
}

export function diffRelease({ oldInputs, oldOutputs, news }: DiffRequest): Difference {
  const before = Object.keys(oldInputs).length > 0 ? oldInputs : oldOutputs
  const changes = changesBetween(plain(before), plain(news))
  return {
    changed: changes.length > 0,
    deleteBeforeReplace: false,
    details: Object.fromEntries(
      changes.map(({ path, kind }) => [
        path.join('.'),
        { kind, replace: replacing.has(String(path[0])), input: true },
      ]),
    ),
  }
}

/** Installs the release; one that is there already is somebody else's and is not touched. */
export async function createRelease(session: Session | undefined, request: CreateRequest): Promise<Created> {
  const { news } = request
  if (request.preview) {
    const manifest = await rehearse(session, news)
    if (session !== undefined) await requireDefinitions(session, manifest, identity(news))
    return { id: '', outputs: news }
  }
  const { release, namespace } = identity(news)
  const present = await statusOf(session!, release, namespace)
  if (present !== undefined)
    throw new Error(
      `The release ${namespace}/${release} is there already, ${present.status}: import it, or choose another name.`,
    )
  await requireDefinitions(session!, await rehearse(session, news), { release, namespace })
  await run(session!, 'install', news, request.timeout)
  return { id: `${namespace}/${release}`, outputs: await outputsOf(session!, news) }
}

/** Upgrades the release, after putting right what a cut run left. */
export async function updateRelease(
  session: Session | undefined,
  request: UpdateRequest,
): Promise<Properties> {
  const { news } = request
  if (request.preview) {
    await rehearse(session, news)
    return news
  }
  const { release, namespace } = identity(news)
  const present = await statusOf(session!, release, namespace)
  if (present !== undefined && inProgress(present)) {
    if (present.version > 1)
      await helm(['rollback', release, `--namespace=${namespace}`], inSession(session!))
    else await uninstall(session!, release, namespace, request.timeout || defaultTimeout)
  }
  await run(session!, 'upgrade', news, request.timeout)
  return outputsOf(session!, news)
}

export async function readRelease(session: Session, request: ReadRequest): Promise<ReadState> {
  const [namespace = '', release = ''] = request.id.split('/')
  const present = await statusOf(session, release, namespace)
  if (present === undefined) return { id: undefined, inputs: {}, outputs: {} }
  const known = request.oldInputs !== undefined && Object.keys(request.oldInputs).length > 0
  const inputs = known
    ? request.oldInputs!
    : {
        name: release,
        namespace,
        chart: present.chart,
        version: present.chartVersion,
        values: present.values,
        timeout: defaultTimeout,
      }
  return { id: request.id, inputs, outputs: { ...inputs, ...present.outputs } }
}

export async function deleteRelease(session: Session, { id, timeout }: DeleteRequest): Promise<void> {
  const [namespace = '', release = ''] = id.split('/')
  await uninstall(session, release, namespace, timeout || defaultTimeout)
}

async function run(
  session: Session,
  verb: 'install' | 'upgrade',
  news: Properties,
  timeout: number,
): Promise<void> {
  const inputs = plain(news)
  const { release, namespace, source } = identity(news)
  const seconds = timeout || (inputs.timeout as number) || defaultTimeout
  const switches = {
    '--wait': inputs.skipAwait !== true,
    '--wait-for-jobs': inputs.skipAwait !== true && inputs.waitForJobs === true,
    '--atomic': inputs.atomic === true,
    '--cleanup-on-fail': verb === 'upgrade' && inputs.cleanupOnFail === true,
    '--create-namespace': inputs.createNamespace === true,
    '--no-hooks': inputs.disableWebhooks === true,
    '--skip-crds': inputs.skipCrds === true,
    '--install': verb === 'upgrade',
    '--reset-values': verb === 'upgrade',
  }
  const args = [
    verb,
    release,
    ...chartArguments(source),
    ...Object.entries(switches).flatMap(([name, on]) => (on ? [name] : [])),
    `--timeout=${seconds}s`,
    '--values=-',
  ]
  try {
    await helm(args, {
      ...inSession(session),
      login: loginOf(source),
      input: JSON.stringify(source.values),
    })
  } catch (error) {
    const reason = `release ${namespace}/${release}: ${(error as Error).message}`
    if ((await statusOf(session, release, namespace)) === undefined) throw new Error(reason)
    const outputs = await outputsOf(session, news)
    throw new NotReady(reason, { id: `${namespace}/${release}`, outputs }, [reason])
  }
}

/** Renders the chart, so that a preview fails where `up` would. */
async function rehearse(session: Session | undefined, news: Properties): Promise<string> {
  if (containsUnknown(news)) return ''
  const { release, source } = identity(news)
  const switches = [
    ...(session === undefined ? [] : ['--dry-run=server']),
    ...(source.skipCrds ? [] : ['--include-crds']),
  ]
  return helm(['template', release, ...chartArguments(source), ...switches, '--values=-'], {
    cluster: session?.cluster,
    login: loginOf(source),
    input: JSON.stringify(source.values),
  })
}

async function uninstall(
  session: Session,
  release: string,
  namespace: string,
  seconds: number,
): Promise<void> {
  await helm(
    [
      'uninstall',
      release,
      `--namespace=${namespace}`,
      '--ignore-not-found',
      '--wait',
      `--timeout=${seconds}s`,
    ],
    inSession(session),
  )
}

async function outputsOf(session: Session, news: Properties): Promise<Properties> {
  const { release, namespace } = identity(news)
  return { ...news, ...(await statusOf(session, release, namespace))?.outputs }
}

function identity(news: Properties) {
  const inputs = plain(news)
  const source = chartSource(inputs, String(inputs.name), String(inputs.namespace))
  return { release: source.release, namespace: source.namespace, source }
}

function inSession({ cluster, cancelled }: Session) {
  return { cluster, signal: cancelled }
}

function withoutNulls(properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
  )
}
