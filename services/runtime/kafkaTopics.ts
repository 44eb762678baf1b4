import { readFileSync } from 'node:fs'
import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka'
import { z } from 'zod'
import { readEnvironment } from './environment.ts'
import { explain } from './errors.ts'

const topic = z.strictObject({
  name: z.string().min(1),
  partitions: z.int().min(1),
  retentionHours: z.number().positive(),
})

/** A topic as it is to be. */
export type Topic = z.infer<typeof topic>

const variables = z.object({ KAFKA_BROKERS: z.string().min(1) })

/**
 * Makes the topics that are not there, on one broker, and gives the others the partitions and the retention that they
 * are to have.
 * Every step can be taken again; no topic is removed.
 * @throws Error where a topic has more partitions: they cannot be taken away
 */
export async function ensureTopics(admin: Admin, topics: readonly Topic[]): Promise<void> {
  const present = new Set(await admin.listTopics())
  for (const { name, partitions, retentionHours } of topics) {
    const retention = { name: 'retention.ms', value: String(Math.round(retentionHours * 3_600_000)) }
    if (present.has(name)) await changeTopic(admin, name, partitions, retention)
    else await admin.createTopics({ topics: [name], partitions, replicas: 1, configs: [retention] })
  }
}

async function changeTopic(
  admin: Admin,
  name: string,
  partitions: number,
  retention: { readonly name: string; readonly value: string },
): Promise<void> {
  const { topics } = await admin.metadata({ topics: [name] })
  const count = topics.get(name)!.partitionsCount
  if (count > partitions)
    throw new Error(
      `topic ${name} has ${count} partitions, which cannot become ${partitions}: keep ${count} or name a new topic`,
    )
  if (count < partitions)
    await admin.createPartitions({ topics: [{ name, count: partitions, assignments: null }] })
  const configs = [{ ...retention, configOperation: IncrementalAlterConfigOperationTypes.SET }]
  await admin.incrementalAlterConfigs({
    resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: name, configs }],
  })
}

/** @param file with an array of topics as JSON */
async function main(file: string): Promise<void> {
  const { KAFKA_BROKERS } = readEnvironment(variables, process.env)
  const topics = z.array(topic).parse(JSON.parse(readFileSync(file, 'utf8')))
  const admin = new Admin({ clientId: 'topics', bootstrapBrokers: KAFKA_BROKERS.split(',') })
  try {
    await ensureTopics(admin, topics)
  } finally {
    await admin.close()
  }
}

if (import.meta.main)
  main(process.argv[2]!).catch((error) => {
    process.stderr.write(`cannot set up the topics: ${explain(error)}\n`)
    process.exitCode = 1
  })
