import type { Metrics } from '../../components/contracts/monitoring.ts'
import { CephObjectStore } from '../../components/storage/cephObjectStore.ts'
import { Minio } from '../../components/storage/minio.ts'
import type { RookCeph } from '../../components/storage/rookCeph.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function minioStore(stack: Stack, metrics: Metrics | undefined) {
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

export function cephObjectStore(stack: Stack, ceph: RookCeph | undefined) {
  return ifOn(
    stack,
    'ceph-object-store',
    (place) =>
      new CephObjectStore({ ...stack.config.sizes.cephObjectStore, place, ceph: needed(ceph, 'storage') }),
  )
}
