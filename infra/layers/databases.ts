import type { Metrics } from '../../components/contracts.ts'
import { CloudNativePg } from '../../components/databases/cloudNativePg.ts'
import { Valkey } from '../../components/databases/valkey.ts'
import { quantity } from '../quantity.ts'
import { ifOn, type Stack } from './stack.ts'

export function databases(stack: Stack, metrics: Metrics | undefined) {
  const { config, charts, apiServers } = stack
  return ifOn(
    stack,
    'cloudnative-pg',
    (place) =>
      new CloudNativePg({
        ...config.sizes.postgres,
        place,
        chart: charts['cloudnative-pg'],
        apiServers,
        metrics,
        storageClass: config.storageClass,
      }),
  )
}

/** Of the memory of a key-value store. */
const dataShare = 0.6

export function keyValueStores(stack: Stack) {
  const { valkey } = stack.config.sizes
  return ifOn(
    stack,
    'valkey',
    (place) =>
      new Valkey({
        ...valkey,
        place,
        storageClass: stack.config.storageClass,
        dataBytes: Math.floor(quantity(valkey.memory) * dataShare),
      }),
  )
}
