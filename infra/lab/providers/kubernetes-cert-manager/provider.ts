import type { EngineLog } from '../protocol/engineLog.ts'
import { isObject, type Properties } from '../protocol/properties.ts'
import type { Provider } from '../protocol/provider.ts'

const componentType = 'kubernetes-cert-manager:index:CertManager'
const defaultRepository = 'https://charts.jetstack.io'

/** The provider of one component: cert-manager as a Helm release of the Kubernetes provider. */
export function certManagerProvider(log: EngineLog, version: string, kubernetesVersion: string): Provider {
  const uncovered = async (): Promise<never> => {
    throw new Error(`The stand-in for the published cert-manager provider has ${componentType} only.`)
  }
  return {
    version,
    checkConfig: async (news) => ({ inputs: news, failures: [] }),
    diffConfig: async () => ({ changed: false, deleteBeforeReplace: false, details: {} }),
    configure: () => log.log('info', 'stand-in for the published cert-manager provider'),
    check: uncovered,
    diff: uncovered,
    create: uncovered,
    read: uncovered,
    update: uncovered,
    delete: uncovered,
    invoke: uncovered,
    construct: async (request, monitor) => {
      if (request.type !== componentType) return uncovered()
      const urn = await monitor.component(request)
      const release = await monitor.resource({
        type: 'kubernetes:helm.sh/v3:Release',
        name: `${request.name}-helm`,
        parent: urn,
        inputs: releaseInputs(request.inputs),
        provider: request.providers.kubernetes,
        version: kubernetesVersion,
        dependencies: [],
        retainOnDelete: false,
      })
      const state = { status: release.outputs.status ?? {} }
      await monitor.finish(urn, state)
      return { urn, state }
    },
    cancel: () => {},
  }
}

/** The release that the component's inputs mean: its own fields are values of the chart, and win over given values. */
export function releaseInputs(inputs: Properties): Properties {
  const { helmOptions, ...own } = inputs
  const options = isObject(helmOptions) ? helmOptions : {}
  const repository = isObject(options.repositoryOpts) ? options.repositoryOpts : {}
  return {
    ...options,
    chart: options.chart ?? 'cert-manager',
    repositoryOpts: { repo: defaultRepository, ...repository },
    values: { ...(isObject(options.values) ? options.values : {}), ...own },
  }
}
