import { isObject, type Properties } from '../../protocol/properties.ts'
import type { HelmLogin } from './helm.ts'

/** A chart with the values and the release that it is rendered for. */
export interface ChartSource {
  /** A path, a URL, an `oci://` reference, or a name in `repository`. */
  readonly chart: string
  readonly version?: string
  readonly repository?: string
  readonly certificateAuthority?: string
  readonly username?: string
  readonly password?: string
  readonly plainHttp: boolean
  readonly dependencyUpdate: boolean
  readonly release: string
  readonly namespace: string
  readonly values: Properties
  readonly skipCrds: boolean
}

const uncovered = [
  'valueYamlFiles',
  'postRenderer',
  'postrender',
  'verify',
  'keyring',
  'devel',
  'includeHooks',
]

/**
 * The chart that the inputs of a Chart or a Release name.
 * @throws on an input that is not covered here, or has the wrong type
 */
export function chartSource(inputs: Properties, release: string, namespace: string): ChartSource {
  const found = uncovered.find((name) => inputs[name] !== undefined && inputs[name] !== false)
  if (found !== undefined)
    throw new Error(`${found} is not covered by the stand-in for the published Kubernetes provider.`)
  const text = textsOf(inputs)
  const repository = isObject(inputs.repositoryOpts) ? inputs.repositoryOpts : {}
  const login = textsOf(repository, 'repositoryOpts.')
  const chart = text('chart')
  if (chart === undefined) throw new Error('chart is missing: expected a path, a URL or the name of a chart.')
  if (inputs.values !== undefined && !isObject(inputs.values))
    throw new Error('values must be a map of values of the chart.')
  return {
    chart,
    version: text('version'),
    repository: login('repo'),
    certificateAuthority: login('caFile'),
    username: login('username'),
    password: login('password'),
    plainHttp: inputs.plainHttp === true,
    dependencyUpdate: inputs.dependencyUpdate === true,
    release: text('name') ?? release,
    namespace: text('namespace') ?? namespace,
    values: (inputs.values ?? {}) as Properties,
    skipCrds: inputs.skipCrds === true,
  } as ChartSource
}

const repositoryName = 'repository'

/** The chart, and the flags of the Helm command that say which one is meant: after `loginOf` where that gives one. */
export function chartArguments(source: ChartSource): string[] {
  const { chart, repository } = source
  const isAdded = repository !== undefined && asksForLogin(source)
  const flags = {
    version: source.version,
    repo: isAdded ? undefined : repository,
    'ca-file': source.certificateAuthority,
    namespace: source.namespace,
  }
  return [
    isAdded ? `${repositoryName}/${chart}` : chart,
    ...Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(source.plainHttp ? ['--plain-http'] : []),
    ...(source.dependencyUpdate ? ['--dependency-update'] : []),
  ]
}

/**
 * How Helm gets the login for the chart, if it needs one.
 * @throws where there is a login for neither a repository nor an OCI registry
 */
export function loginOf(source: ChartSource): HelmLogin | undefined {
  if (!asksForLogin(source)) return undefined
  const { chart, repository, certificateAuthority, username = '', password = '', plainHttp } = source
  const flags = [
    `--username=${username}`,
    '--password-stdin',
    ...(certificateAuthority === undefined ? [] : [`--ca-file=${certificateAuthority}`]),
  ]
  if (repository !== undefined)
    return { args: ['repo', 'add', repositoryName, repository, ...flags], password }
  if (!URL.canParse(chart) || !chart.startsWith('oci://'))
    throw new Error(
      'repositoryOpts has a login, but no repo, and chart is no oci:// reference: it is not known where to log in.',
    )
  const plain = plainHttp ? ['--plain-http'] : []
  return { args: ['registry', 'login', new URL(chart).host, ...flags, ...plain], password }
}

function asksForLogin({ username, password }: ChartSource): boolean {
  return username !== undefined || password !== undefined
}

function textsOf(from: Properties, prefix = '') {
  return (name: string): string | undefined => {
    const value = from[name]
    if (value === undefined || value === '') return undefined
    if (typeof value === 'string') return value
    throw new Error(`${prefix}${name} must be a text.`)
  }
}
