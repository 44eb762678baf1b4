import { Agent, request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { postHead, rawConnection } from './testing/rawRequest.ts'
import { spawnServer } from './testing/spawnServer.ts'
import { until } from './testing/until.ts'

const body = '{"a":1,"b":2}'

/** Asks over kept-alive connections, and after each that is closed chooses among `ports` anew, until told to stop. */
async function keepAsking(
  ports: readonly number[],
  stop: AbortSignal,
  answered: (status: number | string) => void,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let port = ports[0]
  while (!stop.aborted) {
    const status = await new Promise<number | string>((resolve) => {
      const headers = { 'content-type': 'application/json' }
      const asking = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/weigh', agent, headers },
        (response) => {
          if (response.headers.connection === 'close') port = ports[ports.length - 1]
          response.resume().on('end', () => resolve(response.statusCode!))
        },
      )
      asking.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      asking.end(body)
    })
    answered(status)
  }
  agent.destroy()
}

test('on SIGTERM it is not ready, and its clients move to another replica without a failed request', async () => {
  const [leaving, staying] = await Promise.all([spawnServer({ ATOLL_DRAIN_SECONDS: '0.5' }), spawnServer()])
  const ports = [leaving.port]
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const statuses = new Map<number | string, number>()
  const clients = Array.from({ length: 8 }, () =>
    keepAsking(ports, stop.signal, (status) => statuses.set(status, (statuses.get(status) ?? 0) + 1)),
  )
  const begun = await rawConnection(leaving.port)
  await begun.send(`${postHead('/weigh', { 'content-length': body.length })}{"a"`)
  await until(() => (statuses.get(200) ?? 0) >= 100)

  ports.push(staying.port)
  leaving.kill('SIGTERM')
  await until(async () => (await fetch(`${leaving.url}/v2/health/ready`)).status === 503)
  expect((await fetch(`${leaving.url}/v2/health/live`)).status).toBe(200)
  await until(async () => (await fetch(leaving.url).catch(() => undefined)) === undefined)

  expect(leaving.running()).toBe(true)
  await begun.send(body.slice(4))
  await begun.end
  expect(begun.statuses()).toEqual([200])
  expect(begun.received()).toMatch(/connection: close/i)
  expect(await leaving.exited).toBe(0)

  const soFar = statuses.get(200)!
  await until(() => statuses.get(200)! >= soFar + 100)
  stop.abort()
  await Promise.all(clients)
  expect([...statuses.keys()]).toEqual([200])
  staying.kill('SIGTERM')
  expect(await staying.exited).toBe(0)
})

test('idle connections do not hold it up', async () => {
  const server = await spawnServer({ ATOLL_GRACE_SECONDS: '1000' })
  const idle = await rawConnection(server.port)
  const used = await rawConnection(server.port)
  await used.send(postHead('/weigh', { 'content-length': body.length }) + body)
  await used.answers(1)
  server.kill('SIGTERM')
  expect(await server.exited).toBe(0)
  await Promise.all([idle.end, used.end])
})

test('a request that does not end within the grace period is cut off, and the exit code says so', async () => {
  const server = await spawnServer({ ATOLL_GRACE_SECONDS: '0.3' })
  const stuck = await rawConnection(server.port)
  await stuck.send(`${postHead('/weigh', { 'content-length': 100 })}{`)
  server.kill('SIGTERM')
  expect(await server.exited).toBe(1)
})
