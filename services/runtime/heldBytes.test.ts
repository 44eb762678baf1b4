import { afterEach, expect, test } from 'vitest'
import { postHead, rawConnection } from './testing/rawRequest.ts'
import { spawnServer } from './testing/spawnServer.ts'
import { post } from './testing/startServer.ts'
import { until } from './testing/until.ts'

let server: Awaited<ReturnType<typeof spawnServer>>
afterEach(() => {
  server.kill('SIGKILL')
})

const mebibyte = 1024 * 1024
const body = '{"a":1,"b":2}'
const held = async () => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^atoll_request_bytes_held (\d+)$/m.exec(text)![1])
}
const connections = (count: number) =>
  Promise.all(Array.from({ length: count }, () => rawConnection(server.port)))

test('many slow large uploads are refused by their head, memory stays bounded, and room is given back', async () => {
  server = await spawnServer({ ATOLL_MAX_HELD_BYTES: String(32 * mebibyte) })
  const before = await server.resident()
  const uploads = await connections(64)
  const head = postHead('/weigh', { 'content-length': 8 * mebibyte })
  for (const upload of uploads) await upload.send(head)
  await until(() => uploads.filter((upload) => upload.statuses()[0] === 503).length === 60)
  expect(await held()).toBe(32 * mebibyte)
  const refused = uploads.find((upload) => upload.statuses().length > 0)!
  expect(refused.received()).toMatch(/retry-after: 1\r\n/)
  expect((await post(`${server.url}/weigh`, body)).status).toBe(503)
  expect((await fetch(`${server.url}/v2/health/ready`)).status).toBe(200)

  const taken = uploads.filter((upload) => upload.statuses().length === 0)
  for (const upload of uploads) upload.socket.write(Buffer.alloc(8 * mebibyte - body.length, ' '))
  await until(() => taken.every((upload) => upload.socket.writableLength === 0))
  expect((await server.resident()) - before).toBeLessThan(200)
  for (const upload of taken) await upload.send(body)
  for (const upload of taken) expect(await upload.answers(1)).toEqual([200])
  await until(async () => (await held()) === 0)
  expect((await post(`${server.url}/weigh`, body)).status).toBe(200)
  for (const { socket } of uploads) socket.destroy()
})

test('bodies in chunks count as they arrive, and are refused once they do not fit', async () => {
  server = await spawnServer({ ATOLL_MAX_BODY_BYTES: '100000', ATOLL_MAX_HELD_BYTES: '150000' })
  const [first, second, third] = await connections(3)
  const send = (connection: typeof first, bytes: number) =>
    connection.send(`${bytes.toString(16)}\r\n${' '.repeat(bytes)}\r\n`)
  for (const connection of [first, second]) {
    await connection.send(postHead('/weigh', { 'transfer-encoding': 'chunked' }))
  }
  await send(first, 60_000)
  await send(first, 10_000)
  await until(async () => (await held()) === 100_000)
  await send(second, 40_000)
  await until(async () => (await held()) === 140_000)
  await send(second, 20_000)
  expect(await second.answers(1)).toEqual([503])
  expect(second.received()).toMatch(/retry-after: 1\r\n/)
  await until(async () => (await held()) === 100_000)

  await first.send(`${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  expect(await first.answers(1)).toEqual([200])
  await third.send(`${postHead('/weigh', { 'content-length': 100_000 })}{`)
  await until(async () => (await held()) === 100_000)
  third.socket.destroy()
  await until(async () => (await held()) === 0)
  for (const { socket } of [first, second]) socket.destroy()
})
