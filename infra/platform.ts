import type { Place } from '../components/contracts.ts'
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

/** Every layer of the platform, in the order in which they come up. */
export function platform(config: Config, lock: ImageLock, known: readonly AnyWorkload[]): PlatformOutputs {
  const { sizes, storageClass, nodePorts, parts, environment } = config
  const { images, codeVersion } = lock
  const workloads = known.filter(({ name }) => config.workloads.includes(name))

  const places = namespaces(config, workloads)

  const metrics = parts.monitoring
    ? new Prometheus({
        ...sizes.prometheus,
        place: places.monitoring!,
        image: images.prometheus,
        watched: Object.values(places),
        storageClass,
        nodePort: nodePorts.prometheus,
      })
    : undefined

  const objects = parts.storage
    ? new Minio({
        ...sizes.minio,
        place: places.storage!,
        image: images.minio,
        clientImage: images.mc,
        storageClass,
        metrics,
        nodePort: nodePorts.minio,
      })
    : undefined

  const registry =
    objects !== undefined && parts.ml
      ? new Mlflow({
          ...sizes.mlflow,
          place: places.ml!,
          image: images.mlflow,
          artifacts: objects.reader('mlflow', places.ml!, { buckets: config.workloads, prefix: 'mlflow/' }),
          storageClass,
          domain: config.domain,
          nodePort: nodePorts.mlflow,
        })
      : undefined

  const served =
    objects !== undefined && registry !== undefined
      ? workloads.map((workload): BuiltWorkload => {
          const place = places[workload.name]!
          const store = objects.bucket(workload.name, place)
          const built = new Workload({
            ...sizes.serving,
            workload,
            place,
            image: images.services,
            codeVersion,
            store,
            registry,
            metrics,
            nodePort: nodePorts[workload.name],
          })
          return { name: workload.name, place, store, built }
        })
      : []

  return platformOutputs({
    environment,
    codeVersion,
    places,
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
