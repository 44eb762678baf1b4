import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'

/** Writes messages to a topic, each taken by the broker before this returns. */
export async function produced(
  bootstrapBrokers: string[],
  topic: string,
  values: readonly string[],
): Promise<void> {
  const producer = new Producer({ clientId: 'test', bootstrapBrokers, serializers: stringSerializers })
  try {
    await producer.send({ messages: values.map((value) => ({ topic, value })), acks: -1 })
  } finally {
    await producer.close()
  }
}

/** The first `count` messages of a topic, as a new consumer group reads them. */
export async function consumed(bootstrapBrokers: string[], topic: string, count: number): Promise<string[]> {
  const consumer = new Consumer({
    clientId: 'test',
    groupId: `test-${crypto.randomUUID()}`,
    bootstrapBrokers,
    deserializers: stringDeserializers,
  })
  const values: string[] = []
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: true })
    for await (const { value } of stream) if (values.push(value) === count) break
  } finally {
    await consumer.close(true)
  }
  return values
}
