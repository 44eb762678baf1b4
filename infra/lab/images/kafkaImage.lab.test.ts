import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin, ConfigResourceTypes } from '@platformatic/kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kafkaProperties } from '../../../components/streaming/kafkaProperties.ts'
import { ensureTopics } from '../../../services/runtime/kafkaTopics.ts'
import { consumed, produced } from '../testing/kafkaMessages.ts'
import { freePort, type ServerProcess, serverProcess } from '../testing/serverProcess.ts'
import { type UnpackedImage, unpackImage } from '../testing/unpackImage.ts'
import { buildImages } from './images.ts'

let scratch: string
let image: UnpackedImage
let server: ServerProcess
let admin: Admin
let brokers: string[]

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'kafka-image-'))
  image = await unpackImage((await buildImages(['kafka'])).kafka, join(scratch, 'root'))
  const port = await freePort()
  brokers = [`127.0.0.1:${port}`]
  const properties = kafkaProperties({ clients: { port, advertised: brokers[0]! } })
  mkdirSync(join(image.root, 'data'))
  for (const path of ['tmp', 'data']) chmodSync(join(image.root, path), 0o777)
  writeFileSync(join(image.root, 'server.properties'), properties)
  server = serverProcess({
    name: 'Kafka',
    command: '/usr/sbin/chroot',
    args: image.chroot(...image.entrypoint, '-Xmx256m', 'kafka.Kafka', '/server.properties'),
    environment: image.environment,
    ready: () => opens(port),
  })
  expect(format('AAAAAAAAAAAAAAAAAAAAAA')).toMatchObject({ status: 0 })
  await server.start()
  admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers })
})

afterAll(async () => {
  await admin?.close()
  await server?.stop()
  rmSync(scratch, { recursive: true })
})

function format(cluster: string): { status: number | null; said: string } {
  const tool = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '--config=/server.properties']
  const { status, stdout, stderr } = spawnSync(
    '/usr/sbin/chroot',
    image.chroot(...image.entrypoint, ...tool, `--cluster-id=${cluster}`),
    { env: image.environment, encoding: 'utf8' },
  )
  return { status, said: stdout + stderr }
}

function opens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => done(true)).on('error', () => done(false))
    socket.on('connect', () => socket.destroy())
  })
}

const rides = (partitions: number, retentionHours: number) => ({ name: 'rides', partitions, retentionHours })

async function stateOf(topic: string): Promise<{ partitions: number; retention: string | null | undefined }> {
  const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true })
  const wanted = { resourceName: topic, configurationKeys: ['retention.ms'] }
  const [found] = await admin.describeConfigs({
    resources: [{ resourceType: ConfigResourceTypes.TOPIC, ...wanted }],
  })
  return { partitions: topics.get(topic)!.partitionsCount, retention: found!.configs[0]!.value }
}

test('takes and gives messages as soon as its port is open, and keeps them when it is killed', async () => {
  await ensureTopics(admin, [{ name: 'kept', partitions: 2, retentionHours: 1 }])
  const values = ['one', 'two', 'three']
  await produced(brokers, 'kept', values)
  expect((await consumed(brokers, 'kept', 3)).toSorted()).toEqual(values.toSorted())
  await server.stop()
  await server.start()
  await produced(brokers, 'kept', ['four'])
  expect((await consumed(brokers, 'kept', 4)).toSorted()).toEqual([...values, 'four'].toSorted())
})

test('has topics as a client asks for them, and as it asks for them later', async () => {
  await ensureTopics(admin, [rides(2, 24)])
  await expect.poll(() => stateOf('rides')).toEqual({ partitions: 2, retention: '86400000' })
  await produced(brokers, 'rides', ['before'])
  await ensureTopics(admin, [rides(2, 24)])
  await ensureTopics(admin, [rides(3, 1.5)])
  await expect.poll(() => stateOf('rides')).toEqual({ partitions: 3, retention: '5400000' })
  expect(await consumed(brokers, 'rides', 1)).toEqual(['before'])
})

test('takes no partition away, and says so', async () => {
  await ensureTopics(admin, [{ name: 'wide', partitions: 3, retentionHours: 1 }])
  await expect(ensureTopics(admin, [{ name: 'wide', partitions: 2, retentionHours: 1 }])).rejects.toThrow(
    'topic wide has 3 partitions, which cannot become 2',
  )
})

test('makes no topic that nobody asked for', async () => {
  await expect(produced(brokers, 'misspelt', ['lost'])).rejects.toThrow()
  expect(await admin.listTopics()).not.toContain('misspelt')
})

test('leaves a volume that is written as it is, and refuses that of another cluster', () => {
  expect(format('AAAAAAAAAAAAAAAAAAAAAA')).toMatchObject({ status: 0 })
  const { status, said } = format('BAAAAAAAAAAAAAAAAAAAAA')
  expect(status).not.toBe(0)
  expect(said).toMatch(/cluster.?id/i)
})
