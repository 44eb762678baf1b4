import type { Dashboards, Metrics } from '../../components/contracts/monitoring.ts'
import type { ObjectStores } from '../../components/contracts/objectStores.ts'
import { Loki } from '../../components/logging/loki.ts'
import { LokiAlone } from '../../components/logging/lokiAlone.ts'
import { ifOn, needed, type Stack } from './stack.ts'

interface Systems {
  readonly metrics: Metrics | undefined
  readonly objects: ObjectStores | undefined
  /** Where there are some, they search the logs. */
  readonly dashboards: Dashboards | undefined
}

export function logging(stack: Stack, { metrics, objects, dashboards }: Systems) {
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
    dashboards?.show(loki)
    return loki
  })
}

export function lokiAlone(stack: Stack, metrics: Metrics | undefined) {
  const { config, lock, apiServers } = stack
  return ifOn(
    stack,
    'loki-alone',
    (place) =>
      new LokiAlone({
        ...config.sizes.lokiAlone,
        place,
        images: lock.images,
        apiServers,
        storageClass: config.storageClass,
        metrics,
        nodePort: config.nodePorts['loki-alone'],
      }),
  )
}
