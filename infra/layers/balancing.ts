import type { Metrics } from '../../components/contracts/monitoring.ts'
import { HaProxy } from '../../components/mesh/haproxy.ts'
import type { BuiltWorkload } from '../platformOutputs.ts'
import { ifOn, type Stack } from './stack.ts'

/** What has the node ports of workloads, in place of the workloads themselves. */
export function balancing(
  stack: Stack,
  workloads: readonly BuiltWorkload[],
  metrics: Metrics | undefined,
): HaProxy | undefined {
  const { lock } = stack
  const replicas = workloads.flatMap(({ published, ...workload }) => [
    workload,
    ...(published === undefined ? [] : [published]),
  ])
  return ifOn(
    stack,
    'haproxy',
    (place) =>
      new HaProxy({
        place,
        image: lock.images.haproxy,
        entrances: replicas.flatMap(({ built, nodePort }) =>
          nodePort === undefined ? [] : [{ replicas: built, nodePort }],
        ),
        portsFree: replicas.map(({ built }) => built),
        metrics,
      }),
  )
}
