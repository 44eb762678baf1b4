import type { Gateway, Mesh } from '../../components/contracts/mesh.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import type { ModelRegistry } from '../../components/contracts/registries.ts'
import { PublishedData } from '../../components/ml/publishedData.ts'
import { Workload } from '../../components/ml/workload.ts'
import { publishedPrefix } from '../../services/runtime/published/publication.ts'
import type { BuiltWorkload } from '../platformOutputs.ts'
import type { Stack } from './stack.ts'

interface Systems {
  readonly metrics: Metrics | undefined
  readonly objects: ObjectStores | undefined
  readonly registry: ModelRegistry | undefined
  /** Where there is one, workloads are in it, and its gateway leads to them. */
  readonly mesh: (Mesh & Gateway) | undefined
}

export function serving(
  { config, lock, places, workloads }: Stack,
  { metrics, objects, registry, mesh }: Systems,
): readonly BuiltWorkload[] {
  if (objects === undefined || registry === undefined) return []
  const isBalanced = config.systems.includes('haproxy')
  return workloads.map((workload) => {
    const { name, published: data } = workload
    const nodePort = config.nodePorts[name]
    const place = places[name]
    const common = {
      ...config.sizes.serving,
      place: mesh?.join(place) ?? place,
      image: lock.images.services,
      codeVersion: lock.codeVersion,
      metrics: metrics && mesh ? mesh.metrics(metrics) : metrics,
    }
    const reader =
      data &&
      objects.reader(data.name, place, {
        buckets: [name],
        prefix: publishedPrefix,
        secretName: `${data.name}-object-store`,
      })
    const store = objects.bucket(name, place)
    const built = new Workload({
      ...common,
      workload,
      store,
      registry,
      nodePort: isBalanced ? undefined : nodePort,
      served: config.serving?.find(({ workload }) => workload === name),
    })
    mesh?.expose(built.server, built.address, name)
    if (data === undefined || reader === undefined) return { name, place, store, built, nodePort }
    const dataPort = config.nodePorts[data.name]
    const replicas = new PublishedData({
      ...common,
      data,
      workload: name,
      store: reader,
      bucket: name,
      nodePort: isBalanced ? undefined : dataPort,
    })
    mesh?.expose(replicas.server, replicas.address, data.name)
    return {
      ...{ name, place, store, built, nodePort },
      published: { name: data.name, built: replicas, nodePort: dataPort },
    }
  })
}
