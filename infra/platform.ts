import { apiServersOfCluster } from '../components/apiServers.ts'
import type { Metrics, ModelRegistry, ObjectStores, Place } from '../components/contracts.ts'
import { Mlflow } from '../components/ml/mlflow.ts'
import { Workload } from '../components/ml/workload.ts'
import { Prometheus } from '../components/monitoring/prometheus.ts'
import { Namespace } from '../components/namespace.ts'
import { Minio } from '../components/storage/minio.ts'
import type { AnyWorkload } from '../services/runtime/workload.ts'
import type { Config } from './config.ts'
import type { ImageLock } from './imageLock.ts'
import type { PlatformOutputs } from './outputs.ts'
import { type BuiltWorkload, platformOutputs } from './platformOutputs.ts'

interface Stack {
  readonly config: Config
  readonly lock: ImageLock
  /** Those that are on. */
  readonly workloads: readonly AnyWorkload[]
  /** By part or workload. */
  readonly places: Readonly<Record<string, Place>>
}

/** Every layer of the platform, in the order in which they come up. */
export function platform(config: Config, lock: ImageLock, known: readonly AnyWorkload[]): PlatformOutputs {
  const workloads = known.filter(({ name }) => config.workloads.includes(name))
  const stack: Stack = { config, lock, workloads, places: namespaces(config, workloads) }

  const metrics = monitoring(stack)
  const objects = storage(stack, metrics)
  const registry = modelRegistry(stack, metrics, objects)
  const served = serving(stack, metrics, objects, registry)

  return platformOutputs({
    environment: config.environment,
    codeVersion: lock.codeVersion,
    places: stack.places,
    systems: { minio: objects, mlflow: registry, prometheus: metrics },
    workloads: served,
  })
}

/** One namespace for each part that is on, and one for each workload, which its own team answers for. */
function namespaces(
  { environment, owner, parts }: Config,
  workloads: readonly AnyWorkload[],
): Readonly<Record<string, Place>> {
  const owners = [
    ...(['monitoring', 'storage', 'ml'] as const)
      .filter((part) => parts[part])
      .map((part) => ({ name: part, owner })),
    ...workloads,
  ]
  return Object.fromEntries(
    owners.map(({ name, owner }) => [name, new Namespace(name, { environment, owner })]),
  )
}

function monitoring({ config, lock, places }: Stack) {
  if (!config.parts.monitoring) return undefined
  return new Prometheus({
    ...config.sizes.prometheus,
    place: places.monitoring,
    image: lock.images.prometheus,
    watched: Object.values(places),
    apiServers: config.apiServers ?? apiServersOfCluster(),
    storageClass: config.storageClass,
    nodePort: config.nodePorts.prometheus,
  })
}

function storage({ config, lock, places }: Stack, metrics: Metrics | undefined) {
  if (!config.parts.storage) return undefined
  return new Minio({
    ...config.sizes.minio,
    place: places.storage,
    image: lock.images.minio,
    clientImage: lock.images.mc,
    storageClass: config.storageClass,
    metrics,
    nodePort: config.nodePorts.minio,
  })
}

function modelRegistry(
  { config, lock, places }: Stack,
  metrics: Metrics | undefined,
  objects: ObjectStores | undefined,
) {
  if (!config.parts.ml || objects === undefined) return undefined
  return new Mlflow({
    ...config.sizes.mlflow,
    place: places.ml,
    image: lock.images.mlflow,
    artifacts: objects.reader('mlflow', places.ml, { buckets: config.workloads, prefix: 'mlflow/' }),
    storageClass: config.storageClass,
    domain: config.domain,
    metrics,
    nodePort: config.nodePorts.mlflow,
  })
}

function serving(
  { config, lock, places, workloads }: Stack,
  metrics: Metrics | undefined,
  objects: ObjectStores | undefined,
  registry: ModelRegistry | undefined,
): readonly BuiltWorkload[] {
  if (objects === undefined || registry === undefined) return []
  return workloads.map((workload) => {
    const { name } = workload
    const place = places[name]
    const store = objects.bucket(name, place)
    const built = new Workload({
      ...config.sizes.serving,
      workload,
      place,
      image: lock.images.services,
      codeVersion: lock.codeVersion,
      store,
      registry,
      metrics,
      nodePort: config.nodePorts[name],
    })
    return { name, place, store, built }
  })
}
