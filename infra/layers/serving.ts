import type { Gateway, Mesh, Metrics, ModelRegistry, ObjectStores } from '../../components/contracts.ts'
import { Workload } from '../../components/ml/workload.ts'
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
    const { name } = workload
    const nodePort = config.nodePorts[name]
    const place = places[name]
    const joined = mesh?.join(place) ?? place
    const store = objects.bucket(name, place)
    const built = new Workload({
      ...config.sizes.serving,
      workload,
      place: joined,
      image: lock.images.services,
      codeVersion: lock.codeVersion,
      store,
      registry,
      metrics: metrics && mesh ? mesh.metrics(metrics) : metrics,
      nodePort: isBalanced ? undefined : nodePort,
      served: config.serving?.find(({ workload }) => workload === name),
    })
    mesh?.expose(built.server, built.address, name)
    return { name, place, store, built, nodePort }
  })
}
