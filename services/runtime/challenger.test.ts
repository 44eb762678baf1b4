import { afterEach, describe, expect, test } from 'vitest'
import { queryAudit } from './audit/queryAudit.ts'
import { linearModel, linearWorkload } from './testing/linearWorkload.ts'
import { memorySource } from './testing/memorySource.ts'
import { memoryStore } from './testing/memoryStore.ts'
import { post, startServer } from './testing/startServer.ts'
import { until } from './testing/until.ts'
import type { AnyWorkload } from './workload.ts'

let server: Awaited<ReturnType<typeof startServer>> | undefined
afterEach(() => server?.drain())

/** Version 1 is the champion, version 2 the challenger, which answers 100 more. */
async function challenged(traffic: object, workload: AnyWorkload = linearWorkload) {
  const challenger = memorySource()
  challenger.release('2', linearModel(100))
  const store = memoryStore()
  server = await startServer({
    workload,
    variables: { ATOLL_TRAFFIC: JSON.stringify(traffic) },
    extras: { challenger, auditStore: store },
  })
  const { url, drain } = server
  const metrics = async () => (await fetch(`${url}/metrics`)).text()
  await until(async () => (await metrics()).includes('atoll_challenger_info{'))
  const weigh = async (headers: Record<string, string> = {}, c = 1) => {
    const answer = await post(`${url}/weigh`, { a: 1, b: 1, c }, headers)
    return [answer.headers.get('model-variant'), answer.headers.get('model-version'), answer.body.y]
  }
  const audit = async (sql: string) => {
    await drain()
    server = undefined
    return (await queryAudit(store, { sql, since: '2000-01-01', maximumBytes: 1e6 })).rows
  }
  return { url, weigh, metrics, challenger, audit }
}

const byChampion = ['champion', '1', 6]
const byChallenger = ['challenger', '2', 106]

describe('a canary', () => {
  test('answers its share, and each answer says who gave it', async () => {
    const { weigh, audit, metrics } = await challenged({ mode: 'canary', percent: 50 })
    const answers = []
    for (let i = 0; i < 60; i++) answers.push(await weigh())
    for (const answer of answers) expect([byChampion, byChallenger]).toContainEqual(answer)
    const canaries = answers.filter(([variant]) => variant === 'challenger').length
    // By chance none or all once in 2^59 runs.
    expect(canaries).toBeGreaterThan(0)
    expect(canaries).toBeLessThan(60)
    expect(await metrics()).toContain(
      `atoll_variant_requests_total{variant="challenger",status="200"} ${canaries}`,
    )
    expect(
      await audit('SELECT variant, version, CAST(sum(weight) AS INT) FROM audit GROUP BY ALL ORDER BY ALL'),
    ).toEqual([
      ['challenger', '2', canaries],
      ['champion', '1', 60 - canaries],
    ])
  })

  test('that has become the champion, or is gone, leaves everything to it', async () => {
    const { weigh, challenger } = await challenged({ mode: 'canary', percent: 100 })
    expect(await weigh()).toEqual(byChallenger)
    server!.source.release('2', linearModel(100))
    await until(async () => (await weigh())[0] === 'champion')
    expect(await weigh()).toEqual(['champion', '2', 106])
    challenger.break(new Error('down'))
    expect(await weigh()).toEqual(['champion', '2', 106])
  })

  test('is found by its version', async () => {
    const { url } = await challenged({ mode: 'canary', percent: 0 })
    const body = { inputs: [{ name: 'x', shape: [1, 3], datatype: 'FP64', data: [1, 1, 1] }] }
    const versions = ['1', '2', '3'].map((version) =>
      post(`${url}/v2/models/linear/versions/${version}/infer`, body),
    )
    const answers = await Promise.all(versions)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404])
    expect(answers.map(({ headers }) => headers.get('model-variant'))).toEqual([
      'champion',
      'challenger',
      null,
    ])
  })
})

test('users of an A/B test keep their model, and who is none has the champion', async () => {
  const { weigh } = await challenged({ mode: 'abTest', percent: 50, header: 'x-user-id' })
  const seen = new Set()
  for (let user = 0; user < 20; user++) {
    const headers = { 'x-user-id': `user ${user}` }
    const first = await weigh(headers)
    seen.add(first[0])
    expect(await weigh(headers)).toEqual(first)
  }
  expect(seen).toEqual(new Set(['champion', 'challenger']))
  expect(await weigh()).toEqual(byChampion)
})

describe('a shadow', () => {
  test('is asked and never heard, and compared', async () => {
    const { weigh, metrics, audit } = await challenged({ mode: 'shadow', percent: 100 })
    for (let i = 0; i < 5; i++) expect(await weigh()).toEqual(byChampion)
    await until(async () =>
      (await metrics()).includes('atoll_variant_requests_total{variant="shadow",status="200"} 5'),
    )
    // 100 of 106 is more than a half.
    expect(await metrics()).toContain('atoll_shadow_difference_bucket{model="linear",le="0.5"} 0')
    expect(await metrics()).toContain('atoll_shadow_difference_bucket{model="linear",le="1"} 5')
    expect(
      await audit(
        'SELECT variant, version, response, CAST(count(*) AS INT) FROM audit GROUP BY ALL ORDER BY ALL',
      ),
    ).toEqual([
      ['champion', '1', '{"y":6}', 5],
      ['shadow', '2', '{"y":106}', 5],
    ])
  })

  test('that fails is counted, and nobody notices', async () => {
    const [route] = linearWorkload.serving.routes
    const predict: typeof route.predict = (model, request) => {
      if (model.intercept === 100 && request.c === 2) throw new Error('not a good model')
      return route.predict(model, request)
    }
    const failing = {
      ...linearWorkload,
      serving: { ...linearWorkload.serving, routes: [{ ...route, predict }] as never },
    }
    const { weigh, metrics } = await challenged({ mode: 'shadow', percent: 100 }, failing)
    expect(await weigh({}, 2)).toEqual(['champion', '1', 9])
    await until(async () => (await metrics()).includes('{variant="shadow",status="500"} 1'))
  })

  test('that is asked with raw numbers leaves none of them in the audit log', async () => {
    const [route] = linearWorkload.serving.routes
    const binary: typeof route.binary = {
      datatype: 'FP64',
      shape: [1, 3],
      predict: (model) => route.predict(model, { a: 1, b: 1, c: 1 }),
    }
    const taking = {
      ...linearWorkload,
      serving: { ...linearWorkload.serving, routes: [{ ...route, binary }] as never },
    }
    const { url, metrics, audit } = await challenged({ mode: 'shadow', percent: 100 }, taking)
    const answer = await fetch(`${url}${route.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'tensor-shape': '1,3' },
      body: new Uint8Array(24),
    })
    expect(answer.status).toBe(200)
    await until(async () => (await metrics()).includes('{variant="shadow",status="200"} 1'))
    expect(await audit('SELECT variant, request, request_bytes FROM audit ORDER BY ALL')).toEqual([
      ['champion', null, 24],
      ['shadow', null, 24],
    ])
  })
})
