import type { Certificates, Metrics } from '../../components/contracts.ts'
import { Strimzi } from '../../components/streaming/strimzi.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function streaming(
  stack: Stack,
  certificates: Certificates | undefined,
  metrics: Metrics | undefined,
) {
  const { config, charts, apiServers } = stack
  return ifOn(
    stack,
    'strimzi',
    (place) =>
      new Strimzi({
        ...config.sizes.kafka,
        place,
        chart: charts['strimzi-kafka-operator'],
        apiServers,
        certificates: needed(certificates, 'certificates'),
        storageClass: config.storageClass,
        metrics,
      }),
  )
}
