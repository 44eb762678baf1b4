import { afterEach, expect, test } from 'vitest'
import { postHead, rawConnection } from './testing/rawRequest.ts'
import { post, startServer } from './testing/startServer.ts'
import { until } from './testing/until.ts'

let server: Awaited<ReturnType<typeof startServer>> | undefined
const start = async (variables: Record<string, string>) => {
  server = await startServer({ variables })
  return server
}
afterEach(async () => {
  await server?.drain()
})

const body = '{"a":1,"b":2}'
const metric = async (url: string, series: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length),
  )
}

test('past the limit of requests in flight answers 503 with Retry-After before the body, and recovers', async () => {
  const { url, port } = await start({ ATOLL_MAX_IN_FLIGHT: '2' })
  const slow = await Promise.all([rawConnection(port), rawConnection(port)])
  for (const connection of slow) await connection.send(postHead('/weigh', { 'content-length': body.length }))
  await until(async () => (await metric(url, 'atoll_requests_in_flight')) >= 2)

  const early = await rawConnection(port)
  await early.send(postHead('/weigh', { 'content-length': 1000 }))
  expect(await early.answers(1)).toEqual([503])
  expect(early.received()).toMatch(/retry-after: 1\r\n/)
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200)
  early.socket.destroy()

  for (const connection of slow) {
    await connection.send(body)
    expect(await connection.answers(1)).toEqual([200])
    connection.socket.destroy()
  }
  expect((await post(`${url}/weigh`, body)).status).toBe(200)
  expect(await metric(url, 'atoll_requests_rejected_total{reason="full"}')).toBe(1)
})

test('bursts are answered 200 and 503, and nothing else', async () => {
  const { url, port } = await start({ ATOLL_MAX_IN_FLIGHT: '4' })
  const connections = await Promise.all(Array.from({ length: 64 }, () => rawConnection(port)))
  const message = (postHead('/weigh', { 'content-length': body.length }) + body).repeat(4)
  const seen = new Set<number>()
  for (let sent = 4; !(seen.has(200) && seen.has(503)); sent += 4) {
    for (const { socket } of connections) socket.write(message)
    for (const connection of connections)
      for (const status of await connection.answers(sent)) seen.add(status)
  }
  expect([...seen].sort()).toEqual([200, 503])
  for (const { socket } of connections) socket.destroy()
  await until(async () => (await metric(url, 'atoll_requests_in_flight')) === 0)
})

test('a client that leaves early frees its place', async () => {
  const { url, port } = await start({ ATOLL_MAX_IN_FLIGHT: '1' })
  const gone = await rawConnection(port)
  await gone.send(`${postHead('/weigh', { 'content-length': 100 })}{"a"`)
  await until(async () => (await metric(url, 'atoll_requests_in_flight')) >= 1)
  gone.socket.destroy()
  await until(async () => (await metric(url, 'atoll_requests_in_flight')) === 0)
  expect((await post(`${url}/weigh`, body)).status).toBe(200)
  expect(await metric(url, 'atoll_requests_total{route="/weigh",status="499"}')).toBe(1)
})

test('a body that says it is too large is refused before it is sent; the connection stays usable', async () => {
  const { port } = await start({ ATOLL_MAX_BODY_BYTES: '100' })
  const connection = await rawConnection(port)
  await connection.send(postHead('/weigh', { 'content-length': 101 }))
  expect(await connection.answers(1)).toEqual([413])
  await connection.send(' '.repeat(101))
  await connection.send(postHead('/weigh', { 'content-length': body.length }) + body)
  expect(await connection.answers(2)).toEqual([413, 200])
  connection.socket.destroy()
})

test('more rows than one request may have are refused', async () => {
  const { url } = await start({ ATOLL_MAX_ROWS: '2' })
  const infer = (rows: number) =>
    post(`${url}/v2/models/linear/infer`, {
      inputs: [{ name: 'x', datatype: 'FP64', shape: [rows, 3], data: new Array(rows * 3).fill(1) }],
    })
  expect((await infer(2)).status).toBe(200)
  const { status, body: answer } = await infer(3)
  expect([status, answer.error]).toEqual([
    413,
    'input "x": 3 rows are more than the 2 that one request may have; send several',
  ])
  const weigh = await Promise.all([{ a: [1, 2, 3] }, [1, 2, 3]].map((rows) => post(`${url}/weigh`, rows)))
  expect(weigh.map(({ status, body: { error } }) => `${status} ${error}`)).toEqual([
    '413 a: 3 rows are more than the 2 that one request may have; send several',
    '413 the request: 3 rows are more than the 2 that one request may have; send several',
  ])
  expect((await post(`${url}/weigh`, { a: [1, 2] })).status).toBe(400)
  expect(await metric(url, 'atoll_requests_rejected_total{reason="too_large"}')).toBe(3)
})

test('a body in chunks is refused once it is too large', async () => {
  const { port } = await start({ ATOLL_MAX_BODY_BYTES: '100' })
  const connection = await rawConnection(port)
  await connection.send(postHead('/weigh', { 'transfer-encoding': 'chunked' }))
  await connection.send(`64\r\n${' '.repeat(100)}\r\n`)
  expect(connection.statuses()).toEqual([])
  await connection.send('1\r\n \r\n')
  expect(await connection.answers(1)).toEqual([413])
  connection.socket.destroy()
})

test('a body of exactly the limit is taken, in chunks cut anywhere', async () => {
  const text = `{"a":1,"b":2${' '.repeat(87)}}`
  const { port } = await start({ ATOLL_MAX_BODY_BYTES: '100' })
  const connection = await rawConnection(port)
  await connection.send(postHead('/weigh', { 'transfer-encoding': 'chunked' }))
  for (const character of text) await connection.send(`1\r\n${character}\r\n`)
  await connection.send('0\r\n\r\n')
  expect(await connection.answers(1)).toEqual([200])
  connection.socket.destroy()
})

test.each([
  ['a head that does not arrive', `POST /weigh HTTP/1.1\r\nhost: test\r\n`],
  ['a body that does not arrive', `${postHead('/weigh', { 'content-length': 100 })}{`],
])('%s in time is answered 408', async (_, bytes) => {
  const { port } = await start({ ATOLL_HEADERS_TIMEOUT_SECONDS: '0.2', ATOLL_REQUEST_TIMEOUT_SECONDS: '0.2' })
  const connection = await rawConnection(port)
  await connection.send(bytes)
  await connection.end
  expect(connection.statuses()).toEqual([408])
})

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['a head that is too large', `GET / HTTP/1.1\r\nhost: test\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  [
    'two lengths',
    `${postHead('/weigh', { 'content-length': 2, 'transfer-encoding': 'chunked' })}0\r\n\r\n`,
    400,
  ],
  ['a negative length', postHead('/weigh', { 'content-length': -1 }), 400],
  ['a chunk whose size is no number', `${postHead('/weigh', { 'transfer-encoding': 'chunked' })}zz\r\n`, 400],
])('%s is answered with an error in JSON', async (_, bytes, status) => {
  const { port } = await start({})
  const connection = await rawConnection(port)
  await connection.send(bytes)
  await connection.end
  expect(connection.statuses()).toEqual([status])
  expect(connection.received()).toMatch(/\r\n\r\n\{"error":"[^"]+"\}$/)
})

test('requests sent without waiting are answered in order', async () => {
  const { port } = await start({})
  const connection = await rawConnection(port)
  const request = (b: number) => {
    const text = `{"a":0,"b":${b}}`
    return postHead('/weigh', { 'content-length': text.length }) + text
  }
  await connection.send(
    `${request(1)}${request(2)}GET /v2/health/live HTTP/1.1\r\nhost: t\r\n\r\n${request(3)}`,
  )
  await connection.answers(4)
  await until(() => connection.received().endsWith('{"y":6}'))
  expect(connection.received().match(/\{[^}]*\}/g)).toEqual([
    '{"y":2}',
    '{"y":4}',
    '{"live":true}',
    '{"y":6}',
  ])
  connection.socket.destroy()
})

test.each([
  ['no host', 'GET /v2 HTTP/1.1\r\n\r\n', 400],
  ['an expectation of its own', 'GET /v2 HTTP/1.1\r\nhost: test\r\nexpect: 200-ok\r\n\r\n', 417],
  ['HTTP/2.0', 'GET /v2 HTTP/2.0\r\nhost: test\r\n\r\n', 505],
  ['HTTP/3.9', 'GET /v2 HTTP/3.9\r\nhost: test\r\n\r\n', 505],
  ['HTTP/1.0 without a host', 'GET /v2 HTTP/1.0\r\n\r\n', 200],
])('a head with %s is answered by JSON, and its connection closed', async (_name, head, status) => {
  const { port } = await start({})
  const connection = await rawConnection(port)
  await connection.send(head)
  await connection.end
  expect(connection.statuses()).toEqual([status])
  expect(connection.received()).toMatch(
    status === 200 ? /"name":"atoll-linear"/ : /\r\n\r\n\{"error":".+"\}$/,
  )
})
