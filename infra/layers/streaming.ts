import type { Certificates } from '../../components/contracts/certificates.ts'
import type { Metrics } from '../../components/contracts/monitoring.ts'
import { Kafka } from '../../components/streaming/kafka.ts'
import { Strimzi } from '../../components/streaming/strimzi.ts'
import { ifOn, needed, type Stack } from './stack.ts'

export function kafkaBroker(stack: Stack) {
  const { config, lock } = stack
  return ifOn(
    stack,
    'kafka',
    (place) =>
      new Kafka({
        ...config.sizes.kafkaBroker,
        place,
        image: lock.images.kafka,
        setupImage: lock.images.services,
        storageClass: config.storageClass,
        nodePort: config.nodePorts.kafka,
      }),
  )
}

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
