/** Where a broker listens, and the address under which those who reach it there find it again. */
export interface Listener {
  readonly port: number
  readonly advertised: string
}

const mebibyte = 2 ** 20

/** The configuration of one broker that is its own controller; both speak to each other within the pod. */
export function kafkaProperties(listeners: {
  readonly clients: Listener
  readonly outside?: Listener
}): string {
  const named = Object.entries(listeners).map(
    ([name, listener]) => [name.toUpperCase(), listener as Listener] as const,
  )
  const own = ['BROKER://localhost:9091', 'CONTROLLER://localhost:9093']
  const settings = {
    'node.id': 0,
    'process.roles': 'broker,controller',
    'controller.quorum.voters': '0@localhost:9093',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    listeners: [...named.map(([name, { port }]) => `${name}://:${port}`), ...own].join(),
    'advertised.listeners': [
      ...named.map(([name, { advertised }]) => `${name}://${advertised}`),
      own[0],
    ].join(),
    'listener.security.protocol.map': [...named.map(([name]) => name), 'BROKER', 'CONTROLLER']
      .map((name) => `${name}:PLAINTEXT`)
      .join(),
    'log.dirs': '/data/kafka',
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.num.partitions': 8,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.num.partitions': 8,
    'share.coordinator.state.topic.min.isr': 1,
    'log.cleaner.dedupe.buffer.size': 16 * mebibyte,
  }
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
