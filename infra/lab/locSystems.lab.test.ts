import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command } from './command.ts'
import { pushImages } from './images/images.ts'
import { type StackUnderTest, stackUnderTest } from './providers/testing/stackUnderTest.ts'
import { type Lab, startLab } from './startLab.ts'
import { stopLab } from './stopLab.ts'
import { consumed, produced } from './testing/kafkaMessages.ts'
import { exampleWheel, type PackageClient, packageClient } from './testing/packageClient.ts'
import { ensureTools } from './tools.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-lab-'))
const previousHome = process.env.ATOLL_HOME
const checkout = join(import.meta.dirname, '../..')
const nodePorts = { pypi: 30181, kafka: 30192 }

let lab: Lab
let stack: StackUnderTest
let images: Record<'pypi' | 'kafka' | 'services', string>

/** The components alone, with one client of Kafka: its topic is made by a Job that finds the broker by its Service. */
function program(partitions: number): string {
  const size = { storageClass: 'standard', volume: '1Gi', cpu: '20m' }
  const access = { group: 'rides', topics: [{ name: 'rides', partitions, retentionHours: 1 }] }
  return `
import { Namespace } from '${checkout}/components/namespace.ts'
import { Pypi } from '${checkout}/components/source/pypi.ts'
import { Kafka } from '${checkout}/components/streaming/kafka.ts'
const ownership = { environment: 'try', owner: 'platform' }
const [packages, brokers, client] = ['pypi', 'kafka', 'rides'].map((name) => new Namespace(name, ownership))
const images = ${JSON.stringify(images)}
const size = ${JSON.stringify(size)}
const nodePorts = ${JSON.stringify(nodePorts)}
new Pypi({ ...size, memory: '128Mi', place: packages, image: images.pypi, nodePort: nodePorts.pypi })
const kafka = new Kafka({ ...size, memory: '512Mi', place: brokers, image: images.kafka, setupImage: images.services, nodePort: nodePorts.kafka })
kafka.client('rides', client, ${JSON.stringify(access)})
`
}

async function kubectl(...args: string[]): Promise<string> {
  const tools = await ensureTools(['kubectl'])
  return command(tools.kubectl, ['--kubeconfig', lab.kubeconfig, ...args])
}

/** Ends the pod of a StatefulSet as a lost node does, and waits for the next one. */
async function replacePod(namespace: string, name: string): Promise<void> {
  await kubectl('delete', 'pod', `${name}-0`, '-n', namespace, '--grace-period=0', '--force')
  await kubectl('wait', 'pod', `${name}-0`, '-n', namespace, '--for=create', '--timeout=60s')
  await kubectl('wait', 'pod', `${name}-0`, '-n', namespace, '--for=condition=Ready', '--timeout=180s')
}

beforeAll(async () => {
  process.env.ATOLL_HOME = home
  lab = await startLab(console.log)
  images = await pushImages(['pypi', 'kafka', 'services'], lab.registry, console.log)
  stack = stackUnderTest(lab.kubeconfig)
  stack.program(program(2))
  expect((await stack.run('up')).error).toBeUndefined()
})

afterAll(async () => {
  stack?.remove()
  await stopLab({ deleteState: true })
  rmSync(home, { recursive: true, force: true })
  if (previousHome === undefined) delete process.env.ATOLL_HOME
  else process.env.ATOLL_HOME = previousHome
})

describe('the index of packages', () => {
  let client: PackageClient
  let count = 0
  const directory = () => {
    const path = join(home, `packages-${count++}`)
    mkdirSync(path)
    return path
  }
  const version = () => client.installed('tides', directory(), 'import tides; print(tides.version)')

  test('installs what its login has uploaded, also from another pod', async () => {
    client = await packageClient(`http://127.0.0.1:${nodePorts.pypi}`)
    const field = async (name: string) =>
      Buffer.from(
        await kubectl('get', 'secret', 'pypi-login', '-n', 'try-pypi', '-o', `jsonpath={.data.${name}}`),
        'base64',
      ).toString()
    const file = await exampleWheel(directory(), 'tides', '1.2.0')
    await expect(client.upload(file, await field('username'), 'wrong')).rejects.toThrow('403')
    await client.upload(file, await field('username'), await field('password'))
    expect(await version()).toBe('1.2.0\n')
    await replacePod('try-pypi', 'pypi')
    expect(await version()).toBe('1.2.0\n')
  })
})

describe('Kafka with one broker', () => {
  const brokers = [`127.0.0.1:${nodePorts.kafka}`]

  test('has the topics of a client, and keeps its messages when its pod is another one', async () => {
    await produced(brokers, 'rides', ['one', 'two'])
    await replacePod('try-kafka', 'kafka')
    await produced(brokers, 'rides', ['three'])
    expect((await consumed(brokers, 'rides', 3)).toSorted()).toEqual(['one', 'three', 'two'])
  })

  test('changes a topic by another Job when the client asks for more partitions', async () => {
    stack.program(program(3))
    const { error, result } = await stack.run('up')
    expect(error).toBeUndefined()
    expect(result).toMatchObject({ changes: { update: 1 } })
    const { Admin } = await import('@platformatic/kafka')
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers })
    try {
      const { topics } = await admin.metadata({ topics: ['rides'] })
      expect(topics.get('rides')?.partitionsCount).toBe(3)
    } finally {
      await admin.close()
    }
  })

  test('is left alone by a second run', async () => {
    expect((await stack.run('up')).result).toEqual({ changes: { same: expect.any(Number) } })
  })
})
