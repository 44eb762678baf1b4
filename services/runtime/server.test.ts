import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linearModel } from './testing/linearWorkload.ts'
import { post, startServer } from './testing/startServer.ts'
import { until } from './testing/until.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.drain())

const get = async (path: string) => {
  const response = await fetch(server.url + path)
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape are looked into
  return { status: response.status, body: (await response.json()) as any }
}
const x = (data: unknown, rows = 1) => ({ name: 'x', shape: [rows, 3], datatype: 'FP64', data })
const infer = (body: unknown, path = '/v2/models/linear/infer') => post(server.url + path, body)

describe('Open Inference Protocol', () => {
  test('the server and its health', async () => {
    expect(await get('/v2')).toEqual({
      status: 200,
      body: { name: 'atoll-linear', version: 'abc', extensions: [] },
    })
    expect(await get('/v2/health/live')).toEqual({ status: 200, body: { live: true } })
    expect(await get('/v2/health/ready')).toEqual({ status: 200, body: { ready: true } })
  })

  test.each(['/v2/models/linear', '/v2/models/linear/versions/1'])('metadata at %s', async (path) => {
    expect(await get(path)).toEqual({
      status: 200,
      body: {
        name: 'linear',
        versions: ['1'],
        platform: 'atoll',
        inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 3] }],
        outputs: [
          { name: 'y', datatype: 'FP64', shape: [-1] },
          { name: 'positive', datatype: 'BOOL', shape: [-1] },
        ],
      },
    })
    expect(await get(`${path}/ready`)).toEqual({ status: 200, body: { name: 'linear', ready: true } })
  })

  test('a batch, with the version that answered', async () => {
    const { status, body, headers } = await infer({ id: '7', inputs: [x([1, 1, 1, 0, 0, -1], 2)] })
    expect(status).toBe(200)
    expect(headers.get('model-version')).toBe('1')
    expect(body).toEqual({
      model_name: 'linear',
      model_version: '1',
      id: '7',
      outputs: [
        { name: 'y', datatype: 'FP64', shape: [2], data: [6, -3] },
        { name: 'positive', datatype: 'BOOL', shape: [2], data: [true, false] },
      ],
    })
  })

  test.each([
    '/v2/models/linear/versions/1/infer',
    '/v2/models/linear/infer?trace=1',
    '/v2//models/linear/infer',
  ])('the same through %s, or not at all', async (path) => {
    const { status } = await infer({ inputs: [x([1, 1, 1])] }, path)
    expect(status).toBe(path.includes('//') ? 404 : 200)
  })

  test('one row of a chosen output, by version', async () => {
    const body = { inputs: [x([[1, 1, 1]])], outputs: [{ name: 'positive' }] }
    expect((await infer(body, '/v2/models/linear/versions/1/infer')).body.outputs).toEqual([
      { name: 'positive', datatype: 'BOOL', shape: [1], data: [true] },
    ])
  })

  test('the models that there are', async () => {
    expect(await get('/v2/models')).toEqual({ status: 200, body: { models: ['linear'] } })
  })

  test.each([
    ['/v2/models/other', 404],
    ['/v2/models/linear/versions/2', 404],
    ['/v2/models/linear/versions/2/ready', 404],
    ['/v2/models/other/ready', 404],
    ['/v2/models/linear/infer', 404],
    ['/nothing', 404],
    ['/%zz', 400],
    [`/${'long'.repeat(200)}`, 404],
    [`/v2/models/${'long'.repeat(2000)}`, 404],
    [`/v2/models/%zz${'long'.repeat(2000)}`, 400],
  ])('GET %.40s answers %i with an error', async (path, status) => {
    const answer = await get(path)
    expect(answer).toEqual({ status, body: { error: expect.any(String) } })
    expect(answer.body.error.length).toBeLessThan(300)
  })

  test.each([
    ['/v2/models/other/infer', { inputs: [] }, 404, 'model "other" is not served here'],
    [
      '/v2/models/linear/versions/2/infer',
      { inputs: [] },
      404,
      'version "2" is not in service, version "1" is',
    ],
    ['/v2/models/linear/infer', { inputs: [x([1, 2])] }, 400, 'data has 2 elements'],
    ['/v2/models/linear/infer', { inputs: [x([1e308, 1e308, 1e308])] }, 400, 'no finite answer "y"'],
    [
      '/v2/models/linear/infer',
      '{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP64","data":[1e400,1,1]}]}',
      400,
      'data[0]',
    ],
    ['/v2/models/linear', {}, 404, 'there is no POST'],
    ['/weigh', { a: 1 }, 400, 'b is missing, and must be a number up to 1000000, such as 1'],
    [
      '/weigh',
      { a: 'x', b: 1e7 },
      400,
      'a is "x", and must be a number, such as 1; b is 10000000, and must be a number up to',
    ],
    ['/weigh', { a: 1e308, b: 0, c: 1e308 }, 400, 'no finite answer'],
    ['/weigh', [], 400, 'the request is an array, and must be an object with a, b, c'],
  ])('POST %s %j answers %i: %s', async (path, body, status, reason) => {
    const answer = await infer(body, path)
    expect(answer.status).toBe(status)
    expect(answer.body).toEqual({ error: expect.stringContaining(reason) })
  })

  test.each([
    [{ 'content-type': 'text/plain' }, 415],
    [{ 'content-type': 'application/json; charset=utf-16' }, 415],
    [{ 'content-encoding': 'gzip' }, 415],
    [{ 'inference-header-content-length': '10' }, 400],
    [{ 'content-type': 'application/json; charset=utf-8' }, 200],
    [{ 'content-type': 'Application/JSON' }, 200],
  ])('with %j answers %i', async (headers, status) => {
    const body = { inputs: [x([1, 2, 3])] }
    expect((await post(`${server.url}/v2/models/linear/infer`, body, headers)).status).toBe(status)
  })
})

describe("KServe's V1 protocol", () => {
  test('the models, and whether one is ready', async () => {
    expect(await get('/v1/models')).toEqual({ status: 200, body: { models: ['linear'] } })
    expect(await get('/v1/models/linear')).toEqual({ status: 200, body: { name: 'linear', ready: true } })
    expect((await get('/v1/models/other')).status).toBe(404)
  })

  test.each(['/v1/models/linear:predict', '/v1/models/linear:predict?trace=1'])(
    'a prediction for each row through %s',
    async (path) => {
      const instances = [
        [1, 1, 1],
        [0, 0, -1],
      ]
      const { status, body, headers } = await infer({ instances }, path)
      expect([status, headers.get('model-version')]).toEqual([200, '1'])
      const predictions = [
        { y: 6, positive: true },
        { y: -3, positive: false },
      ]
      expect(body).toEqual({ predictions })
    },
  )

  test.each([
    ['/v1/models/other:predict', 404, 'there is no POST'],
    ['/v1/models/linear:explain', 404, 'there is no POST'],
    ['/v1/models/linear:predict', 400, 'with "instances"'],
  ])('%s answers %i', async (path, status, reason) => {
    const answer = await infer({ inputs: [] }, path)
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringContaining(reason)])
  })
})

test('the workload has its own typed route, with its defaults', async () => {
  const { status, body, headers } = await infer({ a: 1, b: 2 }, '/weigh')
  expect([status, body, headers.get('model-version')]).toEqual([200, { y: 5 }, '1'])
})

test('OpenAPI describes what a client needs, with an example', async () => {
  const { body } = await get('/openapi.json')
  expect(body.openapi).toBe('3.1.0')
  expect(Object.keys(body.paths).sort()).toEqual(
    [
      '/v1/models',
      '/v1/models/linear:predict',
      '/v1/models/{name}',
      '/v2',
      '/v2/health/live',
      '/v2/health/ready',
      '/v2/models',
      '/v2/models/{name}',
      '/v2/models/{name}/infer',
      '/v2/models/{name}/ready',
      '/v2/models/{name}/versions/{version}',
      '/v2/models/{name}/versions/{version}/infer',
      '/v2/models/{name}/versions/{version}/ready',
      '/weigh',
    ].sort(),
  )
  const { schema } = body.paths['/weigh'].post.requestBody.content['application/json']
  expect(schema.required).toEqual(['a', 'b'])
})

test('whoever opens the address sees the page, which takes everything from this server', async () => {
  const opened = await fetch(server.url)
  expect([opened.status, opened.url]).toEqual([200, `${server.url}/docs`])
  const policy = opened.headers.get('content-security-policy')!
  expect(policy).not.toMatch(/https?:|upgrade-insecure-requests|unsafe|\*|[\w-]\.[a-z]/)
  expect(policy).toContain("default-src 'none'")
  const page = await opened.text()
  const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url)
  expect(assets.length).toBeGreaterThan(3)
  for (const asset of assets) {
    expect(asset).not.toMatch(/^(https?:)?\/\//)
    expect((await fetch(new URL(asset, `${server.url}/docs`))).status).toBe(200)
  }
})

test('metrics count requests, predictions and the model', async () => {
  await infer({ a: 50, b: 0 }, '/weigh')
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const value = (series: string) => {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.slice(series.length))
  }
  expect(value('atoll_requests_total{route="/weigh",status="200"}')).toBeGreaterThanOrEqual(1)
  expect(value('atoll_requests_total{route="/weigh",status="400"}')).toBeGreaterThanOrEqual(1)
  expect(value('atoll_request_duration_seconds_count{route="/weigh"}')).toBeGreaterThanOrEqual(2)
  expect(value('atoll_requests_total{route="/v2/health/live",status="200"}')).toBeGreaterThanOrEqual(1)
  expect(value('atoll_prediction_bucket{model="linear",le="100"}')).toBeGreaterThanOrEqual(1)
  expect(value('atoll_requests_in_flight')).toBe(0)
  expect(text).toMatch(/atoll_model_info\{model="linear",version="1",sha256="[0-9a-f]{64}"\} 1/)
  expect(value('atoll_model_loaded_timestamp_seconds{model="linear"}')).toBeGreaterThan(1.7e9)
  expect(value('atoll_model_reload_failures_total{reason="model"}')).toBe(0)
  expect(value('nodejs_eventloop_lag_seconds')).toBeDefined()
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(0)
})

test('is alive but not ready before a model is loaded, then swaps models under load without a failed request', async () => {
  const fresh = await startServer({ empty: true })
  const status = async (path: string) => (await fetch(fresh.url + path)).status
  expect(await status('/v2/health/live')).toBe(200)
  expect(await status('/v2/health/ready')).toBe(503)
  expect(await status('/v2/models/linear')).toBe(503)
  expect(await status('/v2/models/linear/ready')).toBe(503)
  const early = await post(`${fresh.url}/weigh`, { a: 1, b: 1 })
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1'])

  fresh.source.release('0', linearModel(0))
  await until(async () => (await status('/v2/health/ready')) === 200)
  const first = await post(`${fresh.url}/weigh`, { a: 0, b: 0 })
  const seen = new Set([first.headers.get('model-version')!])
  for (let version = 1; version <= 5; version++) {
    fresh.source.release(String(version), linearModel(version))
    let newest = ''
    while (newest !== String(version)) {
      const answers = await Promise.all(
        new Array(20).fill({ a: 0, b: 0 }).map((body) => post(`${fresh.url}/weigh`, body)),
      )
      for (const { status: code, body, headers } of answers) {
        newest = headers.get('model-version')!
        expect([code, body]).toEqual([200, { y: Number(newest) }])
        seen.add(newest)
      }
    }
  }
  expect(seen.size).toBe(6)
  await fresh.drain()
})
