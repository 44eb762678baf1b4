import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RefusedError } from '../errors.ts'
import { type MemoryBucket, memoryBucket } from '../testing/memoryBucket.ts'
import type { OpenData, PublishedData } from '../workload/publishedData.ts'
import { type DataHolder, dataHolder } from './dataHolder.ts'
import { localVersions } from './localVersions.ts'
import { publish, published, publishedKey } from './publication.ts'
import { publishedMetrics } from './publishedMetrics.ts'
import { publishedServer } from './publishedServer.ts'

interface Word extends OpenData {
  readonly text: string
  isClosed: boolean
}

const opened: Word[] = []

/** Data that are one word, which `GET /word` answers. */
const word: PublishedData<Word> = {
  name: 'word',
  title: 'A word',
  summary: 'Answers one word',
  publishCommand: 'publish',
  check: async () => ['word.txt'],
  generate: async () => {},
  async open(directory) {
    const text = await readFile(join(directory, 'word.txt'), 'utf8')
    if (text === 'unusable') throw new Error('this word is not usable')
    const data: Word = {
      ...{ text, isClosed: false },
      async close() {
        this.isClosed = true
      },
    }
    opened.push(data)
    return data
  },
  routes(server, current) {
    server.get('/word', (_, reply) => ({ word: current(reply).text }))
  },
  example: '/word',
  maximumBytes: 100,
  replicas: 2,
  resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } },
  disk: '16Mi',
}

let parent: string
let store: MemoryBucket
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'atoll-published-'))
  store = memoryBucket()
  opened.length = 0
})
afterEach(() => rmSync(parent, { recursive: true }))

async function say(text: string) {
  writeFileSync(join(parent, 'word.txt'), text)
  return publish(store, parent, ['word.txt'], 100)
}

const cached = () => readdirSync(join(parent, 'cache')).toSorted()

const cachedAfter =
  ({ holder }: { readonly holder: DataHolder }) =>
  async () => {
    await holder.poll()
    return cached()
  }

async function serve(bucket = store) {
  const log = pino({ level: 'silent' })
  const metrics = publishedMetrics('word')
  const local = localVersions(join(parent, 'cache'), bucket)
  const latest = () => published(bucket)
  const holder = dataHolder(word, { latest, local, metrics, log, pollMs: 3_600_000 })
  const settings = {
    ...{ HOST: '127.0.0.1', PORT: 0, ATOLL_CODE_VERSION: 'test' },
    ...{ ATOLL_HEADERS_TIMEOUT_SECONDS: 10, ATOLL_REQUEST_TIMEOUT_SECONDS: 30, ATOLL_KEEP_ALIVE_SECONDS: 1 },
    ...{ ATOLL_DRAIN_SECONDS: 0, ATOLL_GRACE_SECONDS: 5 },
  }
  const { port, drain } = await publishedServer(word, { holder, metrics, settings, log })
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  await expect.poll(async () => (await get('/v2/health/ready')).status).toBe(200)
  return { holder, get, [Symbol.asyncDispose]: async () => void (await drain()) }
}

test('says that nothing is published, and how to, until something is; then names the version', async () => {
  await using server = await serve()
  const refused = await server.get('/word')
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { error: 'no data has been published yet; `npm run atoll -- publish` publishes it' },
  ])
  const { version } = await say('one')
  await server.holder.poll()
  const answer = await server.get('/word')
  expect(await answer.json()).toEqual({ word: 'one' })
  expect(answer.headers.get('data-version')).toBe(version)
  expect(await (await server.get('/metrics')).text()).toContain(
    `atoll_published_info{data="word",version="${version}"} 1`,
  )
  expect(await (await server.get('/openapi.json')).json()).toHaveProperty(['paths', '/word'])
})

test('a replica that starts before the store knows its key waits, and says so once', async () => {
  let knowsKey = false
  const refused = new RefusedError('the object store refuses')
  const stat: MemoryBucket['stat'] = (key) => (knowsKey ? store.stat(key) : Promise.reject(refused))
  const lines: string[] = []
  const log = pino({ base: null, timestamp: false }, { write: (line) => void lines.push(line) })
  const local = localVersions(join(parent, 'cache'), store)
  const latest = () => published({ ...store, stat })
  const metrics = publishedMetrics('word')
  const holder = dataHolder(word, { latest, local, metrics, log, pollMs: 3_600_000 })
  await holder.poll()
  await holder.poll()
  expect([holder.isReady, lines.map((line) => JSON.parse(line))]).toEqual([
    false,
    [{ level: 40, reason: 'the object store refuses', msg: 'waits until the object store lets it read' }],
  ])
  knowsKey = true
  await holder.poll()
  expect([holder.isReady, lines.length]).toEqual([true, 2])
})

test('a path that cannot be decoded is refused as every request is', async () => {
  await using server = await serve()
  const refused = await server.get('/%zz')
  expect([refused.status, await refused.json()]).toEqual([400, { error: expect.stringContaining('/%zz') }])
})

test('a new version takes the place of the old one, of which nothing stays', async () => {
  await say('one')
  await using server = await serve()
  const { version } = await say('two')
  await server.holder.poll()
  expect(await (await server.get('/word')).json()).toEqual({ word: 'two' })
  expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, false])
  await expect.poll(cachedAfter(server)).toEqual([version, 'current.json'].toSorted())
})

test('files of a version that is still asked stay, and go once it is closed', async () => {
  const first = await say('one')
  await using server = await serve()
  const { promise, resolve } = Promise.withResolvers<void>()
  opened[0]!.close = () => promise
  const second = await say('two')
  await server.holder.poll()
  expect(await (await server.get('/word')).json()).toEqual({ word: 'two' })
  expect(cached()).toEqual([first.version, second.version, 'current.json'].toSorted())
  resolve()
  await expect.poll(cachedAfter(server)).toEqual([second.version, 'current.json'].toSorted())
})

test('a version that could not be kept is kept by the next poll', async () => {
  const { version } = await say('one')
  const obstacle = join(parent, 'cache', 'current.json.part')
  mkdirSync(obstacle, { recursive: true })
  await using server = await serve()
  await server.holder.poll()
  expect(await (await server.get('/word')).json()).toEqual({ word: 'one' })
  expect(cached()).toEqual([version, 'current.json.part'].toSorted())
  rmSync(obstacle, { recursive: true })
  await server.holder.poll()
  expect(cached()).toEqual([version, 'current.json'].toSorted())
})

test.each(['altered', 'unusable'])('a version that is %s leaves the old one in service', async (text) => {
  await say('one')
  await using server = await serve()
  const { version } = await say(text)
  if (text === 'altered')
    store.objects.set(publishedKey(version, 'word.txt'), { bytes: Buffer.from('changed'), metadata: {} })
  await server.holder.poll()
  expect(await (await server.get('/word')).json()).toEqual({ word: 'one' })
  expect(await (await server.get('/metrics')).text()).toContain(
    'atoll_published_failures_total{reason="data"} 1',
  )
})

test('after a restart it answers from what it has kept, though the store does not answer', async () => {
  await say('one')
  await (await serve())[Symbol.asyncDispose]()
  await using server = await serve({ ...memoryBucket(), stat: () => Promise.reject(new Error('gone')) })
  expect(await (await server.get('/word')).json()).toEqual({ word: 'one' })
})
