import { AppsV1Api, BatchV1Api, CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node'

/** A cluster's API, by the kinds that the command reads and writes. */
export interface Cluster {
  readonly config: KubeConfig
  readonly core: CoreV1Api
  readonly apps: AppsV1Api
  readonly batch: BatchV1Api
}

export function connect(kubeconfig: string): Cluster {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  return connectWith(config)
}

export function connectWith(config: KubeConfig): Cluster {
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    batch: config.makeApiClient(BatchV1Api),
  }
}

export async function podsOf(cluster: Cluster, namespace: string, labelSelector: string): Promise<V1Pod[]> {
  return (await cluster.core.listNamespacedPod({ namespace, labelSelector })).items
}

export function isReady(pod: V1Pod): boolean {
  return (
    pod.metadata?.deletionTimestamp === undefined &&
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
  )
}

/** Values of a Secret, decoded. */
export async function readSecret(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<Record<string, string>> {
  const { data = {} } = await cluster.core.readNamespacedSecret({ namespace, name })
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  )
}
