import type { Metrics } from '../../components/contracts/monitoring.ts'
import { RookCeph } from '../../components/storage/rookCeph.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function storage(stack: Stack) {
  const { config, charts, apiServers } = stack
  return ifOn(
    stack,
    'rook-ceph',
    (place) =>
      new RookCeph({
        ...config.sizes.ceph,
        place,
        operator: charts['rook-ceph'],
        drivers: charts['ceph-csi-drivers'],
        cluster: charts['rook-ceph-cluster'],
        apiServers,
        deviceFilter: needed(config.devices, 'devices').filter,
      }),
  )
}

/** Metrics are kept on the storage's own volumes, and so come after it. */
export function storageMetrics(ceph: RookCeph | undefined, metrics: Metrics | undefined): void {
  if (ceph !== undefined) metrics?.scrape(ceph.manager, '/metrics')
}
