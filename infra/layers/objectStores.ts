import type { Metrics } from '../../components/contracts.ts'
import { Minio } from '../../components/storage/minio.ts'
import { ifOn, type Stack } from './stack.ts'

export function objectStores(stack: Stack, metrics: Metrics | undefined) {
  const { config, lock } = stack
  return ifOn(
    stack,
    'minio',
    (place) =>
      new Minio({
        ...config.sizes.minio,
        place,
        image: lock.images.minio,
        clientImage: lock.images.mc,
        storageClass: config.storageClass,
        metrics,
        nodePort: config.nodePorts.minio,
      }),
  )
}
