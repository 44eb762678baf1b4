import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ObjectStore, objectStore } from '../../../services/runtime/objectStore.ts'
import { publish } from '../../../services/runtime/published/publication.ts'
import { school } from '../../../services/students/school.ts'
import { smallSchool } from '../../../services/students/testing/smallSchool.ts'
import { type MinioServer, minioServer } from './minioServer.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'

const parent = mkdtempSync(join(tmpdir(), 'atoll-published-school-'))
const replicas: { readonly origin: string; readonly server: ServerProcess }[] = []
let minio: MinioServer
let store: ObjectStore

beforeAll(async () => {
  minio = await minioServer(parent)
  const config = await minio.bucket('students')
  store = objectStore(config)
  for (const name of ['one', 'two']) {
    const port = await freePort()
    const origin = `http://127.0.0.1:${port}`
    const server = serverProcess({
      name: `replica ${name}`,
      command: process.execPath,
      args: [join(import.meta.dirname, '../../../services/runtime/servePublished.ts')],
      environment: {
        ...{ ATOLL_WORKLOAD: 'students', ATOLL_CODE_VERSION: 'test', HOST: '127.0.0.1', PORT: String(port) },
        ...{ ATOLL_DATA_CACHE: join(parent, name), ATOLL_POLL_SECONDS: '0.2', ATOLL_DRAIN_SECONDS: '0' },
        ...{ S3_ENDPOINT: config.endpoint, S3_REGION: config.region, S3_BUCKET: config.bucket },
        ...{ S3_ACCESS_KEY_ID: config.accessKeyId, S3_SECRET_ACCESS_KEY: config.secretAccessKey },
      },
      readyUrl: `${origin}/v2/health/ready`,
    })
    await server.start()
    replicas.push({ origin, server })
  }
}, 900_000)
afterAll(async () => {
  for (const { server } of replicas) await server.stop()
  await minio.stop()
  rmSync(parent, { recursive: true, force: true })
})

async function publishSchool(seed: number): Promise<string> {
  using small = await smallSchool(40, seed)
  const files = await school.check(small.directory)
  return (await publish(store, small.directory, files, school.maximumBytes)).version
}

/** What each replica answers: status, version, and how many rows of CSV. */
const asked = (path: string) =>
  Promise.all(
    replicas.map(async ({ origin }) => {
      const response = await fetch(origin + path)
      const lines = (await response.text()).trim().split('\r\n').length
      return { status: response.status, version: response.headers.get('data-version'), rows: lines - 1 }
    }),
  )

test('replicas answer 503 until a school is published, and take over each one after it without a failed request', async () => {
  const question = '/queries/popular_books?top=3&format=csv'
  expect((await asked(question)).map(({ status }) => status)).toEqual([503, 503])

  const first = await publishSchool(1)
  const answer = (version: string) => replicas.map(() => ({ status: 200, version, rows: 3 }))
  await expect.poll(() => asked(question), { timeout: 60_000 }).toEqual(answer(first))

  const statuses = new Set<number>()
  const stop = new AbortController()
  const load = (async () => {
    while (!stop.signal.aborted) for (const { status } of await asked(question)) statuses.add(status)
  })()
  const second = await publishSchool(2)
  await expect.poll(() => asked(question), { timeout: 60_000 }).toEqual(answer(second))
  stop.abort()
  await load
  expect(statuses).toEqual(new Set([200]))
}, 300_000)

test('without its store a replica goes on, and begins again from what it has kept', async () => {
  const path = '/analyses/clusters?clusters=2&format=csv'
  await minio.stop()
  await replicas[0]!.server.stop()
  await replicas[0]!.server.start()
  expect((await asked(path)).map(({ status, rows }) => ({ status, rows }))).toEqual([
    { status: 200, rows: 2 },
    { status: 200, rows: 2 },
  ])
}, 120_000)
