import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startLoad } from './startLoad.ts'

test('every answer is counted, and each that is not 200 is a failure with its reason', async () => {
  let served = 0
  const server = createServer((request, response) => {
    request.resume()
    response.statusCode = ++served % 10 === 0 ? 503 : 200
    response.setHeader('model-version', '7')
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const load = startLoad(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, 200)
  await sleep(500)
  const result = await load.stop()
  server.close()
  expect(result.sent).toBe(served)
  expect(result.failures).toEqual({ 'status 503': Math.floor(served / 10) })
  expect(result.byVersion).toEqual({ 7: served - Math.floor(served / 10) })
})

test('a server that is not there fails every request', async () => {
  const load = startLoad('http://127.0.0.1:9/', {}, 200)
  await sleep(200)
  const result = await load.stop()
  expect(result.sent).toBeGreaterThan(0)
  expect(result.failures).toEqual({ ECONNREFUSED: result.sent })
})

test('an answer that breaks off is a failure', async () => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-length': 10 })
    response.write('{', () => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const load = startLoad(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, 200)
  await sleep(200)
  const result = await load.stop()
  server.close()
  expect(result.sent).toBeGreaterThan(0)
  expect(result.failures).toEqual({ ECONNRESET: result.sent })
  expect(result.byVersion).toEqual({})
})

test('connections that ask again once answered count each answer, by who gave it', async () => {
  let served = 0
  let most = 0
  let open = 0
  const server = createServer((request, response) => {
    request.resume()
    most = Math.max(most, ++open)
    response.setHeader('served-by', ++served % 2 === 0 ? 'a' : 'b')
    setImmediate(() => {
      open--
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const load = startLoad(`http://127.0.0.1:${port}/`, {}, { connections: 4 })
  await sleep(200)
  const result = await load.stop()
  server.close()
  expect(result).toMatchObject({ sent: served, failed: 0 })
  expect(result.byReplica).toEqual({ a: Math.floor(served / 2), b: Math.ceil(served / 2) })
  expect(most).toBeLessThanOrEqual(4)
})

test('only this machine is loaded', () => {
  expect(() => startLoad('http://10.0.0.1/', {}, 1)).toThrow('127.0.0.1 only')
})
