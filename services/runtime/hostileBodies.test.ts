import { Agent, request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postHead, rawConnection } from './testing/rawRequest.ts'
import { spawnServer } from './testing/spawnServer.ts'

const count = 10_000
const atOnce = 16

let server: Awaited<ReturnType<typeof spawnServer>>
beforeAll(async () => {
  // In a small heap garbage is collected soon, so that what grows is what is kept.
  const NODE_OPTIONS = '--max-old-space-size=48 --max-semi-space-size=2'
  server = await spawnServer({ ATOLL_MAX_BODY_BYTES: '200000', NODE_OPTIONS })
})
afterAll(() => {
  server.kill('SIGKILL')
})

interface Hostile {
  readonly path: string
  readonly type: string
  readonly body: Uint8Array
}

const good =
  '{"id":"1","inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1.5,-2,3e2]}],"outputs":[{"name":"y"}]}'
const tokens = [
  ...[
    'NaN',
    '-Infinity',
    '1e400',
    '-1e400',
    '1e-400',
    '9'.repeat(400),
    '0x10',
    '01',
    '-0',
    '1e308',
    'null',
    'true',
  ],
  ...[
    '[]',
    '{}',
    '""',
    '"\\ud800"',
    '"\\u0000"',
    '[1,2,3]',
    '[[1,2,3]]',
    '[[[[]]]]',
    "'1'",
    'undefined',
    '1,',
    ']',
    '}',
  ],
  ...[
    '"__proto__":{"a":1},"a"',
    '{"constructor":{"prototype":{"y":1}}}',
    '"data":[1],"data"',
    '"toString"',
    '"BYTES"',
  ],
]
const bytes = (text: string) => Buffer.from(text)

/** A valid body in which some literals are replaced by tokens. */
const replaced = fc
  .array(fc.tuple(fc.nat(40), fc.constantFrom(...tokens)), { minLength: 1, maxLength: 4 })
  .map((changes) => {
    const literals = good.split(/("(?:[^"]*)"|-?\d[\d.e]*)/)
    for (const [at, token] of changes) literals[(at * 2 + 1) % literals.length] = token
    return bytes(literals.join(''))
  })
/** A valid body with bytes changed, or cut short. */
const corrupted = fc
  .tuple(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length))
  .map(([changes, length]) => {
    const copy = bytes(good)
    for (const [at, byte] of changes) copy[at] = byte
    return length % 3 === 0 ? copy.subarray(0, length) : copy
  })
const anyData = fc.oneof(
  fc.jsonValue(),
  fc.array(fc.jsonValue()),
  fc.array(fc.double()),
  fc.array(fc.array(fc.double())),
)
const shaped = fc
  .record({
    id: fc.option(fc.jsonValue(), { nil: undefined }),
    parameters: fc.option(fc.jsonValue(), { nil: undefined }),
    inputs: fc.array(
      fc.record(
        {
          name: fc.constantFrom<unknown>('x', 'y', '', 7, null),
          shape: fc.oneof(
            fc.jsonValue(),
            fc.array(fc.oneof(fc.integer(), fc.double(), fc.constant(3)), { maxLength: 4 }),
          ),
          datatype: fc.constantFrom<unknown>('FP64', 'FP32', 'BYTES', 'INT64', 1),
          data: anyData,
        },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    ),
    outputs: fc.option(fc.jsonValue(), { nil: undefined }),
  })
  .map((body) => bytes(JSON.stringify(body)))
const deep = fc
  .tuple(
    fc.constantFrom('[', '{"a":', '{"inputs":[', '[['),
    fc.integer({ min: 1, max: 20_000 }),
    fc.boolean(),
  )
  .map(([opening, depth, closed]) => {
    const open = opening.repeat(depth)
    const close = [...opening]
      .reverse()
      .map((c) => ({ '[': ']', '{': '}' })[c] ?? '')
      .join('')
    return bytes(closed ? `${open}0${close.repeat(depth)}` : open)
  })
const large = fc
  .tuple(
    fc.constantFrom('9', '1,', '"a",', '[],', '{},', '\\', '"', ' ', '\u0000'),
    fc.integer({ min: 1, max: 50_000 }),
  )
  .map(([piece, times]) =>
    bytes(`{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[${piece.repeat(times)}`),
  )
const typed = fc.record({ a: anyData, b: anyData, c: fc.jsonValue() }, { requiredKeys: [] })

const hostile: fc.Arbitrary<Hostile> = fc.record({
  path: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('/v2/models/linear/infer', '/weigh', '/v2/models/linear/versions/1/infer'),
    },
    { weight: 1, arbitrary: fc.webPath().map((path) => (path.startsWith('/') ? path : `/${path}`)) },
    { weight: 1, arbitrary: fc.string().map((text) => `/v2/models/${encodeURIComponent(text)}/infer`) },
  ),
  type: fc.oneof(
    { weight: 9, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.stringMatching(/^[ -~]{0,40}$/) },
  ),
  body: fc.oneof(
    { weight: 6, arbitrary: replaced },
    { weight: 6, arbitrary: corrupted },
    { weight: 6, arbitrary: shaped },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 500 }) },
    { weight: 2, arbitrary: fc.json().map(bytes) },
    { weight: 2, arbitrary: typed.map((body) => bytes(JSON.stringify(body))) },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: large },
  ),
})

const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
const send = ({ path, type, body }: Hostile) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = { 'content-type': type, 'content-length': body.length }
    const asking = request(
      { port: server.port, host: '127.0.0.1', method: 'POST', path, agent, headers },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode!, text })).on('error', reject)
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })

const goodAnswer = async () =>
  (await send({ path: '/weigh', type: 'application/json', body: bytes('{"a":1,"b":1}') })).text

test(`${count} hostile bodies are answered 4xx, or 200 where they are valid; nothing breaks, memory stays flat`, async () => {
  const tally = new Map<number, number>()
  const batch = 200
  let before = 0
  for (let sent = 0; sent < count; sent += batch) {
    const seed = 20_260 + sent
    const answers = await Promise.all(
      fc
        .sample(hostile, { numRuns: batch, seed })
        .map(async (attack) => ({ attack, ...(await send(attack)) })),
    )
    for (const { attack, status, text } of answers) {
      tally.set(status, (tally.get(status) ?? 0) + 1)
      const told = `${status} ${attack.path} ${Buffer.from(attack.body.subarray(0, 300)).toString('latin1')}`
      expect(status === 200 || (status >= 400 && status < 500), told).toBe(true)
      const answer = JSON.parse(text)
      expect(typeof (status === 200 ? (answer.outputs ?? answer.y) : answer.error), told).not.toBe(
        'undefined',
      )
    }
    if (sent === 2000) before = await server.resident()
  }
  expect(await goodAnswer()).toBe('{"y":3}')
  expect(server.running()).toBe(true)
  expect([...tally.keys()].sort()).toEqual([200, 400, 404, 413, 415])
  expect(tally.get(400)).toBeGreaterThan(count / 2)
  expect((await server.resident()) - before).toBeLessThan(32)
}, 300_000)

test('bodies of 100 MB are refused without being kept', async () => {
  const before = await server.resident()
  const block = Buffer.alloc(1_000_000, '[1,')
  let highest = 0
  const attack = async (chunked: boolean) => {
    const connection = await rawConnection(server.port)
    const length = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': 100 * block.length }
    await connection.send(postHead('/v2/models/linear/infer', length))
    for (let i = 0; i < 100 && !connection.closed(); i++) {
      if (chunked) await connection.send(`${block.length.toString(16)}\r\n`)
      await connection.send(block)
      if (chunked) await connection.send('\r\n')
      if (i % 20 === 0) highest = Math.max(highest, await server.resident())
    }
    expect(await connection.answers(1)).toEqual([413])
    connection.socket.destroy()
  }
  await Promise.all([attack(false), attack(true), attack(false), attack(true)])
  expect(await goodAnswer()).toBe('{"y":3}')
  expect(highest - before).toBeLessThan(64)
}, 300_000)
