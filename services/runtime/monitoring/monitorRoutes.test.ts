import { afterEach, describe, expect, test } from 'vitest'
import { createRandom } from '../../learn/random.ts'
import { linearWorkload } from '../testing/linearWorkload.ts'
import { post, startServer } from '../testing/startServer.ts'
import type { AnyWorkload } from '../workload.ts'
import type { DriftReport } from './driftReport.ts'

let server: Awaited<ReturnType<typeof startServer>> | undefined
afterEach(() => server?.drain())

const names = ['a', 'b', 'c']

/** a and b around 10, c of 0, 1 or 2. */
function rows(count: number, seed: number, shift = 0): Float64Array {
  const random = createRandom(seed)
  return Float64Array.from({ length: 3 * count }, (_, i) =>
    i % 3 === 2 ? random.integer(3) : 10 + shift + random.normal(),
  )
}

const watched: AnyWorkload = {
  ...linearWorkload,
  serving: {
    ...linearWorkload.serving,
    monitored: {
      names,
      features: (_, { a, b, c }) => Float64Array.of(a, b, c),
      reference: () => rows(500, 1),
      explainRows: ({ weights, intercept }, [{ data, shape }]) =>
        Array.from({ length: shape[0] }, (_, row) => {
          const values = (data as Float64Array).subarray(3 * row, 3 * row + 3)
          const contributions = values.map((value, i) => weights[i] * value)
          const prediction = contributions.reduce((sum, part) => sum + part, intercept)
          return { output: 'y', baseline: intercept, prediction, contributions, inputs: { names, values } }
        }),
      explain: ({ weights, intercept }, features) => ({
        output: 'y',
        baseline: intercept,
        prediction: weights.reduce(
          (sum: number, weight: number, i: number) => sum + weight * features[i],
          intercept,
        ),
        contributions: weights.map((weight: number, i: number) => weight * features[i]),
      }),
    },
  },
}

const start = async (workload = watched) => {
  server = await startServer({ workload })
  return server.url
}

describe('an outlier', () => {
  test('is told from what is usual, with what is most unusual of it', async () => {
    const url = await start()
    const usual = await post(`${url}/outlier`, { a: 10, b: 10.5, c: 1 })
    expect(usual).toMatchObject({ status: 200, body: { outlier: false } })
    const strange = await post(`${url}/outlier`, { a: 10, b: 90, c: 1 })
    expect(strange).toMatchObject({
      status: 200,
      body: { outlier: true, features: [{ name: 'b', value: 90 }, {}, {}] },
    })
    expect(strange.headers.get('model-version')).toBe('1')
  })

  test('is asked for as the main route is', async () => {
    const url = await start()
    expect(await post(`${url}/outlier`, { a: 'one', b: 2 })).toMatchObject({
      status: 400,
      body: { error: 'a is "one", and must be a number, such as 1' },
    })
  })
})

test('an explanation adds up, the largest contribution first', async () => {
  const url = await start()
  expect((await post(`${url}/explain`, { a: 1, b: 2, c: -3 })).body).toEqual({
    output: 'y',
    baseline: 0,
    prediction: -4,
    contributions: [
      { name: 'c', value: -3, contribution: -9 },
      { name: 'b', value: 2, contribution: 4 },
      { name: 'a', value: 1, contribution: 1 },
    ],
  })
})

test("rows are explained by KServe's V1 protocol beside their predictions, a hundred at most", async () => {
  const url = `${await start()}/v1/models/linear:explain`
  expect((await post(url, { instances: [[1, 2, -3]] })).body).toEqual({
    predictions: [{ y: -4, positive: false }],
    explanations: [
      {
        ...{ output: 'y', baseline: 0, prediction: -4 },
        contributions: [
          { name: 'c', value: -3, contribution: -9 },
          { name: 'b', value: 2, contribution: 4 },
          { name: 'a', value: 1, contribution: 1 },
        ],
      },
    ],
  })
  const many = await post(url, { instances: new Array(101).fill([1, 2, 3]) })
  expect(many.status).toBe(413)
})

describe('drift', () => {
  const drift = async (url: string) => (await (await fetch(`${url}/drift`)).json()) as DriftReport

  test('of nothing asked is nothing', async () => {
    expect(await drift(await start())).toEqual({
      version: '1',
      referenceRows: 500,
      currentRows: 0,
      features: [],
      drifted: false,
    })
  })

  test('is found in what is asked of the main route, and shown as metrics', async () => {
    const url = await start()
    const asked = rows(60, 2, 2)
    for (let row = 0; row < 60; row++) {
      const [a, b, c] = asked.subarray(3 * row)
      await post(`${url}/weigh`, { a, b, c })
      // One request in ten milliseconds is watched.
      await new Promise((done) => setTimeout(done, 11))
    }
    const report = await drift(url)
    expect(report).toMatchObject({ currentRows: 60, drifted: true })
    expect(report.features.map(({ name, drifted }) => [name, drifted])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ])
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toContain('atoll_drift{model="linear",feature="a"} 1')
    expect(metrics).toContain('atoll_drift{model="linear",feature="c"} 0')
    expect(metrics).toContain('atoll_watched_requests_total 60')
  })
})

test('a workload that does not say what its features are has none of these routes', async () => {
  const url = await start(linearWorkload)
  for (const path of ['/outlier', '/explain', '/v1/models/linear:explain'])
    expect((await post(url + path, {})).status).toBe(404)
  expect((await fetch(`${url}/drift`)).status).toBe(404)
})
