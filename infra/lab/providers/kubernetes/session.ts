import type { EngineLog } from '../protocol/engineLog.ts'
import { type Api, type ApiRequest, apiOf } from './api.ts'
import { type Discovery, discover } from './discovery.ts'
import { isNotFound } from './errors.ts'
import { type Cluster, type ClusterChoice, clusterFrom } from './kubeconfig.ts'
import type { Identity, KubernetesObject } from './objects.ts'

/** One configured provider: a cluster, how to reach it, whom to tell, and when to stop. */
export interface Session {
  readonly cluster: Cluster
  readonly api: Api
  readonly discovery: Discovery
  readonly log: EngineLog
  /** Aborted when the user cancels: waits end, writes under way are let finish. */
  readonly cancelled: AbortSignal
  readonly forceConflicts: boolean
}

export interface SessionOptions extends ClusterChoice {
  readonly forceConflicts: boolean
}

export function openSession(options: SessionOptions, log: EngineLog, cancelled: AbortSignal): Session {
  const cluster = clusterFrom(options)
  const api = apiOf(cluster)
  const discovery = discover(api, cluster.namespace)
  return { cluster, api, discovery, log, cancelled, forceConflicts: options.forceConflicts }
}

/** The object as it is now, or undefined. @throws UnknownKind, Unreachable */
export async function get(session: Session, identity: Identity): Promise<KubernetesObject | undefined> {
  try {
    return (await send(session, { path: await session.discovery.path(identity) })) as KubernetesObject
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** The objects of a kind in a namespace, by label selector. */
export async function list(
  session: Session,
  what: { apiVersion: string; kind: string; namespace: string; labelSelector: string },
): Promise<KubernetesObject[]> {
  const path = (await session.discovery.path({ ...what, name: '' })).replace(/\/$/, '')
  const { items } = (await send(session, { path, query: { labelSelector: what.labelSelector } })) as {
    items: KubernetesObject[]
  }
  return items.map((item) => ({ ...item, apiVersion: what.apiVersion, kind: what.kind }))
}

export async function send(session: Session, request: ApiRequest): Promise<unknown> {
  return JSON.parse((await session.api(request)).body)
}
