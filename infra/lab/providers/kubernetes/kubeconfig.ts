import { existsSync, readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'

/** The cluster to talk to, and how. */
export interface Cluster {
  readonly server: URL
  /** Where this was read, for messages: `~/.kube/config, context lab`. */
  readonly origin: string
  readonly namespace: string
  readonly ca?: Buffer
  readonly certificate?: Buffer
  readonly key?: Buffer
  readonly insecure: boolean
  readonly serverName?: string
  /** The `Authorization` header, read anew for each request because tokens in files are renewed. */
  readonly authorization: () => Promise<string | undefined>
}

export interface ClusterChoice {
  /** A path, or the content as YAML or JSON. */
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  readonly cluster?: string | undefined
  readonly namespace?: string | undefined
}

interface Kubeconfig {
  'current-context'?: string
  contexts?: { name: string; context: { cluster: string; user?: string; namespace?: string } }[]
  clusters?: { name: string; cluster: Record<string, string | boolean | undefined> & { server: string } }[]
  users?: { name: string; user: Record<string, unknown> }[]
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * The cluster meant by the provider's configuration, else by KUBECONFIG, ~/.kube/config or the pod this runs in.
 * @throws when there is none, or when the file does not say what is asked of it.
 */
export function clusterFrom(choice: ClusterChoice, env: NodeJS.ProcessEnv = process.env): Cluster {
  const { kubeconfig } = choice
  if (kubeconfig !== undefined && kubeconfig !== '') {
    const isContent = /\n|^\s*\{/.test(kubeconfig)
    return isContent
      ? fromConfig(parse(kubeconfig) as Kubeconfig, process.cwd(), 'the given kubeconfig', choice)
      : fromFiles([kubeconfig.replace(/^~(?=\/)/, homedir())], choice)
  }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length > 0) return fromFiles(listed, choice)
  const usual = join(homedir(), '.kube', 'config')
  if (existsSync(usual)) return fromFiles([usual], choice)
  if (env.KUBERNETES_SERVICE_HOST !== undefined) return fromPod(env, choice)
  throw new Error('No cluster is configured: set KUBECONFIG, or `kubernetes:kubeconfig` in the stack.')
}

function fromFiles(paths: readonly string[], choice: ClusterChoice): Cluster {
  const present = paths.filter((path) => existsSync(path))
  if (present.length === 0) throw new Error(`The kubeconfig ${paths.join(', ')} does not exist.`)
  const configs = present.map((path) =>
    absolutePaths(parse(readFileSync(path, 'utf8')) as Kubeconfig, dirname(path)),
  )
  const current = configs.map((config) => config['current-context']).find((name) => name)
  const merged: Kubeconfig = {
    contexts: configs.flatMap((config) => config.contexts ?? []),
    clusters: configs.flatMap((config) => config.clusters ?? []),
    users: configs.flatMap((config) => config.users ?? []),
  }
  if (current !== undefined) merged['current-context'] = current
  return fromConfig(merged, '/', present.join(', '), choice)
}

function absolutePaths(config: Kubeconfig, directory: string): Kubeconfig {
  const fileKeys = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']
  const resolved = (fields: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        fileKeys.includes(key) && typeof value === 'string' ? resolve(directory, value) : value,
      ]),
    )
  return {
    ...config,
    clusters: (config.clusters ?? []).map(({ name, cluster }) => ({
      name,
      cluster: resolved(cluster) as typeof cluster,
    })),
    users: (config.users ?? []).map(({ name, user }) => ({ name, user: resolved(user ?? {}) })),
  }
}

function fromConfig(config: Kubeconfig, directory: string, source: string, choice: ClusterChoice): Cluster {
  const contextName = choice.context ?? config['current-context']
  const context = config.contexts?.find(({ name }) => name === contextName)?.context
  if (context === undefined) {
    const known = config.contexts?.map(({ name }) => name).join(', ')
    throw new Error(`${source} has no context "${contextName ?? ''}"; it has: ${known || 'none'}.`)
  }
  const clusterName = choice.cluster ?? context.cluster
  const cluster = config.clusters?.find(({ name }) => name === clusterName)?.cluster
  if (cluster === undefined) throw new Error(`${source} has no cluster "${clusterName}".`)
  const user = config.users?.find(({ name }) => name === context.user)?.user ?? {}
  const bytes = (fields: Record<string, unknown>, key: string): Buffer | undefined => {
    const inline = fields[`${key}-data`]
    if (typeof inline === 'string' && inline !== '') return Buffer.from(inline, 'base64')
    const path = fields[key]
    return typeof path === 'string' && path !== '' ? readFileSync(resolve(directory, path)) : undefined
  }
  const ca = bytes(cluster, 'certificate-authority')
  const certificate = bytes(user, 'client-certificate')
  const key = bytes(user, 'client-key')
  const serverName = cluster['tls-server-name']
  return {
    server: new URL(cluster.server),
    origin: `${source}, context ${contextName}`,
    namespace: choice.namespace ?? context.namespace ?? 'default',
    insecure: cluster['insecure-skip-tls-verify'] === true,
    authorization: authorizationOf(user, config, contextName ?? ''),
    ...(ca && { ca }),
    ...(certificate && { certificate }),
    ...(key && { key }),
    ...(typeof serverName === 'string' && { serverName }),
  }
}

function authorizationOf(
  user: Record<string, unknown>,
  config: Kubeconfig,
  context: string,
): Cluster['authorization'] {
  const { token, tokenFile, username, password } = user as Record<string, string | undefined>
  if (token) return async () => `Bearer ${token}`
  if (tokenFile) return async () => `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`
  if (username) return async () => `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}`
  if (user.exec === undefined && user['auth-provider'] === undefined) return async () => undefined
  return authorizationByPlugin(config, context)
}

/** Logins by a program or an identity provider: rare, and the client library that knows them is slow to load. */
function authorizationByPlugin(config: Kubeconfig, context: string): Cluster['authorization'] {
  return async () => {
    const { KubeConfig } = await import('@kubernetes/client-node')
    const full = new KubeConfig()
    full.loadFromString(
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config, 'current-context': context }),
    )
    const options: RequestOptions = { headers: {} }
    await full.applyToHTTPSOptions(options)
    return (options.headers as Record<string, string | undefined>).Authorization
  }
}

function fromPod(env: NodeJS.ProcessEnv, choice: ClusterChoice): Cluster {
  const read = (name: string) => readFileSync(join(serviceAccount, name))
  return {
    server: new URL(`https://${env.KUBERNETES_SERVICE_HOST}:${env.KUBERNETES_SERVICE_PORT ?? '443'}`),
    origin: "the pod's service account",
    namespace: choice.namespace ?? read('namespace').toString().trim(),
    ca: read('ca.crt'),
    insecure: false,
    authorization: async () => `Bearer ${read('token').toString().trim()}`,
  }
}
