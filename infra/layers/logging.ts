import type { Metrics, ObjectStores } from '../../components/contracts.ts'
import { Loki } from '../../components/logging/loki.ts'
import { KubePrometheusStack } from '../../components/monitoring/kubePrometheusStack.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function logging(stack: Stack, metrics: Metrics | undefined, objects: ObjectStores | undefined) {
  const { config, charts, apiServers } = stack
  return ifOn(stack, 'loki', (place) => {
    const loki = new Loki({
      ...config.sizes.loki,
      place,
      charts,
      apiServers,
      objects: needed(objects, 'object stores'),
      storageClass: config.storageClass,
      metrics,
    })
    if (metrics instanceof KubePrometheusStack) metrics.show(loki)
    return loki
  })
}
