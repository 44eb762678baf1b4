import type { EngineLog } from '../../protocol/engineLog.ts'
import type { Monitor } from '../../protocol/monitor.ts'
import { containsUnknown, type Properties, plain } from '../../protocol/properties.ts'
import type { Constructed, ConstructRequest } from '../../protocol/provider.ts'
import type { IsNamespaced } from '../check.ts'
import { idOf, type KubernetesObject } from '../objects.ts'
import type { Session } from '../session.ts'
import { secretFields } from '../state.ts'
import { capabilityFlags } from './capabilities.ts'
import { type ChartSource, chartArguments, chartSource, loginOf } from './chartSource.ts'
import { dependenciesOf } from './dependencies.ts'
import { helm } from './helm.ts'
import { objectsOf } from './manifest.ts'
import { placed } from './scope.ts'

export const chartType = 'kubernetes:helm.sh/v4:Chart'

export interface ChartHost {
  /** Absent in previews without a cluster. */
  readonly session: Session | undefined
  readonly log: EngineLog
  readonly version: string
  readonly isNamespaced: IsNamespaced
  readonly defaultNamespace: string
}

/**
 * `helm.v4.Chart`: the objects that a chart renders to, each a resource of its own. Hooks are left out, and what the
 * chart keeps on uninstall stays in the cluster.
 */
export async function constructChart(
  request: ConstructRequest,
  monitor: Monitor,
  host: ChartHost,
): Promise<Constructed> {
  const urn = await monitor.component(request)
  if (containsUnknown(request.inputs)) {
    const message = 'The chart has inputs that are not known yet: what it renders to is not shown.'
    await host.log.log('warning', message, urn)
    return finished(urn, monitor, [])
  }
  const inputs = plain(request.inputs)
  const source = chartSource(inputs, request.name, host.defaultNamespace)
  const objects = await render(source, host)
  const prefix = (inputs.resourcePrefix as string | undefined) ?? request.name
  const registered: Promise<string>[] = []
  const dependencies = dependenciesOf(objects)
  const register = (index: number): Promise<string> => {
    registered[index] ??= (async () => {
      const object = objects[index]!
      const { urn: child } = await monitor.resource({
        ...registration(object, prefix, inputs.skipAwait === true),
        parent: urn,
        provider: request.providers.kubernetes,
        version: host.version,
        dependencies: await Promise.all(dependencies[index]!.map(register)),
      })
      return child
    })()
    return registered[index]
  }
  return finished(urn, monitor, await Promise.all(objects.map((_, index) => register(index))))
}

async function render(source: ChartSource, host: ChartHost): Promise<KubernetesObject[]> {
  const { session, isNamespaced } = host
  const connection = session === undefined ? [] : ['--dry-run=server', ...(await capabilityFlags(session))]
  const crds = source.skipCrds ? [] : ['--include-crds']
  const manifest = await helm(
    [
      'template',
      source.release,
      ...chartArguments(source),
      ...crds,
      '--no-hooks',
      ...connection,
      '--values=-',
    ],
    { cluster: session?.cluster, login: loginOf(source), input: JSON.stringify(source.values) },
  ).catch((error: Error) => {
    throw new Error(`chart ${source.chart}: ${error.message}`)
  })
  return placed(objectsOf(manifest), source.namespace, isNamespaced)
}

function registration(object: KubernetesObject, prefix: string, skipAwait: boolean) {
  const { annotations } = object.metadata
  const inputs = skipAwait ? withAnnotation(object, 'pulumi.com/skipAwait', 'true') : object
  const group = object.apiVersion === 'v1' ? 'core/v1' : object.apiVersion
  return {
    type: `kubernetes:${group}:${object.kind}`,
    name: prefix === '' ? idOf(object) : `${prefix}:${idOf(object)}`,
    inputs: secretFields(inputs),
    retainOnDelete: annotations?.['helm.sh/resource-policy'] === 'keep',
  }
}

function withAnnotation(object: KubernetesObject, name: string, value: string): Properties {
  const { metadata } = object
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [name]: value } } }
}

async function finished(urn: string, monitor: Monitor, resources: readonly string[]): Promise<Constructed> {
  const state = { resources: resources.map(referenceTo) }
  await monitor.finish(urn, state)
  return { urn, state }
}

const resourceSignature = '5cf8f73096256a8f31e491e813e4eb8e'
const signatureKey = '4dabf18193072939515e22adb298388d'

function referenceTo(urn: string): Properties {
  return { [signatureKey]: resourceSignature, urn }
}
