import { afterEach, expect, test } from 'vitest'
import { linearWorkload } from './testing/linearWorkload.ts'
import { postHead, rawConnection } from './testing/rawRequest.ts'
import { post, startServer } from './testing/startServer.ts'
import { until } from './testing/until.ts'

let server: Awaited<ReturnType<typeof startServer>> | undefined
afterEach(() => server?.drain())

async function batching(waitMs = 5) {
  const batches: number[] = []
  const { infer } = linearWorkload.serving
  const counted: typeof infer = (model, inputs) => {
    batches.push(inputs[0].shape[0])
    return infer(model, inputs)
  }
  const workload = { ...linearWorkload, serving: { ...linearWorkload.serving, infer: counted } }
  server = await startServer({
    workload,
    variables: { ATOLL_BATCH_ROWS: '8', ATOLL_BATCH_WAIT_MS: String(waitMs) },
  })
  const { url, port } = server
  const ask = (data: readonly unknown[]) =>
    post(`${url}/v2/models/linear/infer`, {
      inputs: [{ name: 'x', shape: [data.length / 3, 3], datatype: 'FP64', data }],
      outputs: [{ name: 'y' }],
    })
  return { batches, ask, url, port }
}

// biome-ignore lint/suspicious/noExplicitAny: the body of an answer
const y = ({ body }: { body: any }) => body.outputs?.[0].data

test('requests that are in flight together are one batch, and each gets its own rows', async () => {
  const { batches, port, url } = await batching(60_000)
  const connections = await Promise.all([1, 2, 3, 4].map(() => rawConnection(port)))
  const bodies = connections.map((_, i) =>
    JSON.stringify({ inputs: [{ name: 'x', shape: [1, 3], datatype: 'FP64', data: [i, 0, 0] }] }),
  )
  const path = '/v2/models/linear/infer'
  for (const [i, { send }] of connections.entries())
    await send(postHead(path, { 'content-length': bodies[i].length }))
  await until(async () => /atoll_requests_in_flight 4/.test(await (await fetch(`${url}/metrics`)).text()))
  for (const [i, { send }] of connections.entries()) await send(bodies[i])
  for (const [i, connection] of connections.entries()) {
    await until(() => connection.received().includes('"outputs"'))
    expect(connection.received()).toContain(`"data":[${i}]`)
    connection.socket.destroy()
  }
  expect(batches).toEqual([4])
})

test('requests of several rows get theirs', async () => {
  const { ask } = await batching()
  const [one, two] = await Promise.all([ask([1, 0, 0, 2, 0, 0]), ask([3, 0, 0])])
  expect([y(one), y(two)]).toEqual([[1, 2], [3]])
})

test('a wrong request, or one without an answer, does not spoil those beside it', async () => {
  const { ask } = await batching()
  const answers = await Promise.all([
    ask([1, 0, 0]),
    ask(['1', 0, 0]),
    ask([1e308, 1e308, 1e308]),
    ask([2, 0, 0]),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 200])
  expect([y(answers[0]), y(answers[3])]).toEqual([[1], [2]])
})

test('rows of KServe are gathered as well, and counted', async () => {
  const { url } = await batching()
  const ask = (i: number) => post(`${url}/v1/models/linear:predict`, { instances: [[i, 0, 0]] })
  const answers = await Promise.all([1, 2, 3].map(ask))
  expect(answers.map(({ body }) => body)).toEqual(
    [1, 2, 3].map((i) => ({ predictions: [{ y: i, positive: true }] })),
  )
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toMatch(/atoll_batch_requests_sum\{model="linear"\} 3/)
})
