import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { haproxyConfig, haproxyPort } from '../../../components/mesh/haproxyConfig.ts'
import { examplePlace } from '../../../components/testing/place.ts'
import { rawConnection } from '../../../services/runtime/testing/rawRequest.ts'
import { until } from '../../../services/runtime/testing/until.ts'
import { startLoad } from '../../cli/load/startLoad.ts'
import { nameServer } from '../testing/nameServer.ts'
import { freePort, type ServerProcess, serverProcess } from '../testing/serverProcess.ts'
import { unpackImage } from '../testing/unpackImage.ts'
import { buildImages } from './images.ts'

/** A replica at a loopback address of its own. */
interface Replica {
  ready: boolean
  /** Whether it refuses all it is asked, at once. */
  refuses: boolean
  readonly seen: IncomingMessage['headers'][]
  readonly server: Server
}

const readyPath = '/v2/models/tides/ready'
let replicas: Record<string, Replica>
let scratch: string
let names: AsyncDisposable
let haproxy: ServerProcess
let url: string
let port: number

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'haproxy-image-'))
  const image = await unpackImage((await buildImages(['haproxy'])).haproxy, join(scratch, 'root'))
  names = await nameServer('127.9.0.53', () => Object.keys(replicas))
  port = await freePort()
  url = `http://127.0.0.1:${port}/predict`
  const server = { place: examplePlace('loc-tides'), name: 'tides', labels: {}, port: await freePort() }
  const address = { namespace: 'loc-tides', service: 'tides', port: server.port }
  const config = haproxyConfig([
    { replicas: { server, address, headless: 'tides-replicas', readyPath }, port },
  ])
  writeFileSync(join(image.root, 'haproxy.cfg'), config)
  writeFileSync(join(image.root, 'etc/resolv.conf'), 'nameserver 127.9.0.53\n')
  replicaPort = server.port
  haproxy = serverProcess({
    name: 'HAProxy',
    command: '/usr/sbin/chroot',
    args: image.chroot(...image.entrypoint, '-db', '-f', '/haproxy.cfg'),
    environment: image.environment,
    readyUrl: `http://127.0.0.1:${haproxyPort}/ready`,
  })
})

let replicaPort: number

beforeEach(async () => {
  replicas = {}
  await start('127.9.0.1')
  await start('127.9.0.2')
  await haproxy.start()
  await until(async () => (await upReplicas()) === 2)
})

afterEach(async () => {
  await haproxy.stop()
  for (const address of Object.keys(replicas)) await stop(address)
})

afterAll(async () => {
  await names[Symbol.asyncDispose]()
  rmSync(scratch, { recursive: true })
})

/** Starts a replica, which is found by its name from then on. */
async function start(address: string, state: { readonly ready: boolean } = { ready: true }): Promise<void> {
  const server = createServer((request, response) => {
    if (request.url === readyPath) return response.writeHead(replica.ready ? 200 : 503).end()
    replica.seen.push(request.headers)
    const status = replica.refuses ? 503 : 200
    response.shouldKeepAlive = replica.ready
    request.resume().on('end', () => response.writeHead(status, { 'served-by': address }).end('{}'))
  })
  server.keepAliveTimeout = 72_000
  const replica: Replica = { ...state, refuses: !state.ready, seen: [], server }
  await new Promise<void>((done) => server.listen(replicaPort, address, done))
  replicas[address] = replica
}

/** Ends a replica at once, with all that it has begun. */
async function stop(address: string): Promise<void> {
  const { server } = replicas[address]!
  delete replicas[address]
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
}

/** Ends a replica as Kubernetes does: it says that it is not ready, and answers what it is asked until it is not asked any more. */
async function drain(address: string): Promise<void> {
  const replica = replicas[address]!
  const before = await upReplicas()
  replica.ready = false
  await until(async () => (await upReplicas()) === before - 1)
  await new Promise((done) => replica.server.close(done))
  delete replicas[address]
}

const metricsOf = async () => (await fetch(`http://127.0.0.1:${haproxyPort}/metrics`)).text()

async function upReplicas(): Promise<number> {
  const [, count = '0'] =
    /^haproxy_backend_active_servers\{proxy="tides"\} (\d+)/m.exec(await metricsOf()) ?? []
  return Number(count)
}

test('every request goes to the next replica, on however few connections they come', async () => {
  for (const connections of [1, 4]) {
    const load = startLoad(url, {}, { connections })
    await until(() => load.counts().sent > 100)
    const { byReplica, failures } = await load.stop()
    expect(failures).toEqual({})
    const [one, other] = Object.values(byReplica)
    expect(Math.abs(one! - other!)).toBeLessThanOrEqual(1)
  }
})

test('a replica is asked once it says that it is ready, and no longer than that, and no request fails', async () => {
  const load = startLoad(url, {}, 50)
  await start('127.9.0.3', { ready: false })
  await sleep(2500)
  Object.assign(replicas['127.9.0.3']!, { ready: true, refuses: false })
  await until(async () => (await upReplicas()) === 3)
  await drain('127.9.0.1')
  const { failures, byReplica } = await load.stop()
  expect(failures).toEqual({})
  expect(Object.keys(byReplica).toSorted()).toEqual(['127.9.0.1', '127.9.0.2', '127.9.0.3'])
})

test('what a replica refuses, or is gone for, is asked of another', async () => {
  replicas['127.9.0.1']!.refuses = true
  const load = startLoad(url, {}, { connections: 2 })
  await until(() => load.counts().sent > 50)
  await stop('127.9.0.1')
  await until(() => load.counts().sent > 100)
  const { byReplica, failed } = await load.stop()
  expect(Object.keys(byReplica)).toEqual(['127.9.0.2'])
  // Those that were on their way when it went.
  expect(failed).toBeLessThanOrEqual(2)
})

test('where no replica is ready it says so in JSON, and when to ask again', async () => {
  for (const replica of Object.values(replicas)) replica.ready = false
  await until(async () => (await upReplicas()) === 0)
  const response = await fetch(url, { method: 'POST', body: '{}' })
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await response.json()).toEqual({ error: 'no replica is ready' })
})

test('a request of another version of HTTP is refused in JSON, and reaches no replica', async () => {
  const connection = await rawConnection(port)
  await connection.send('GET /predict HTTP/3.9\r\nhost: tides\r\nconnection: close\r\n\r\n')
  expect(await connection.answers(1)).toEqual([505])
  await until(() => /\{"error":".*HTTP\/1\.1.*"\}$/.test(connection.received()))
  expect(Object.values(replicas).flatMap(({ seen }) => seen)).toEqual([])
})

test('a client that leaves is gone for the replica too', async () => {
  const waiting = Object.values(replicas).map(({ server }) => {
    server.removeAllListeners('request')
    return new Promise((left) =>
      server.on('request', (request, response) => {
        if (request.url === readyPath) response.end()
        else response.on('close', left)
      }),
    )
  })
  const connection = await rawConnection(port)
  await connection.send('GET /predict HTTP/1.1\r\nhost: tides\r\n\r\n')
  await sleep(200)
  connection.socket.destroy()
  await Promise.race(waiting)
})

test('replicas get the address of the client, a head of 16 KiB and a body of any size', async () => {
  const body = 'x'.repeat(9_000_000)
  const large = 'h'.repeat(15_000)
  const response = await fetch(url, {
    method: 'POST',
    headers: { large, 'x-forwarded-for': '203.0.113.9' },
    body,
  })
  expect(response.status).toBe(200)
  const [seen] = Object.values(replicas).flatMap((replica) => replica.seen)
  expect(seen).toMatchObject({ large, 'content-length': String(body.length), 'x-forwarded-for': '127.0.0.1' })
})

test('told to end, it answers what has begun', async () => {
  const load = startLoad(url, {}, { connections: 2 })
  await until(() => load.counts().sent > 50)
  const ended = haproxy.stop('SIGUSR1')
  await sleep(50)
  const { failures } = await load.stop()
  await ended
  expect(Object.keys(failures).filter((reason) => reason !== 'ECONNREFUSED')).toEqual([])
})
