import { Prometheus } from '../../components/monitoring/prometheus.ts'
import { ifOn, type Stack } from './stack.ts'

export function metrics(stack: Stack) {
  const { config, lock, places, apiServers } = stack
  return ifOn(
    stack,
    'prometheus',
    (place) =>
      new Prometheus({
        ...config.sizes.prometheus,
        place,
        image: lock.images.prometheus,
        watched: Object.values(places),
        apiServers,
        storageClass: config.storageClass,
        nodePort: config.nodePorts.prometheus,
      }),
  )
}
