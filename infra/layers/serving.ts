import type { Metrics, ModelRegistry, ObjectStores } from '../../components/contracts.ts'
import { Workload } from '../../components/ml/workload.ts'
import type { BuiltWorkload } from '../platformOutputs.ts'
import type { Stack } from './stack.ts'

export function serving(
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
