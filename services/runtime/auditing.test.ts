import { hostname } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { queryAudit } from './audit/queryAudit.ts'
import { linearWorkload } from './testing/linearWorkload.ts'
import { memoryStore } from './testing/memoryStore.ts'
import { post, startServer } from './testing/startServer.ts'

let server: Awaited<ReturnType<typeof startServer>> | undefined
afterEach(() => server?.drain())

async function audited(personal: readonly string[] = [], variables: Record<string, string> = {}) {
  const store = memoryStore()
  const workload = { ...linearWorkload, serving: { ...linearWorkload.serving, personal } }
  server = await startServer({ workload, variables, extras: { auditStore: store } })
  const { url, drain } = server
  const stop = async () => {
    await drain()
    server = undefined
  }
  const query = async (sql: string) => {
    await stop()
    return (await queryAudit(store, { sql, since: '2000-01-01', maximumBytes: 1e6 })).rows
  }
  return { url, query, stop, store }
}

test('a server that ends has written what it was asked and answered, and by which replica', async () => {
  const { url, query } = await audited()
  const { headers } = await post(`${url}/weigh`, { a: 1, b: 2, c: 3 })
  expect(headers.get('served-by')).toBe(hostname())
  await post(`${url}/weigh`, { a: 'one' })
  await post(`${url}/v1/models/linear:predict`, { instances: [[1, 1, 1]] })
  expect(
    await query(
      'SELECT replica, route, version, status, request, response, weight FROM audit ORDER BY status, route',
    ),
  ).toEqual([
    [
      ...[hostname(), '/v1/models/:name:predict', '1', 200, '{"instances":[[1,1,1]]}'],
      ...['{"predictions":[{"y":6,"positive":true}]}', 1],
    ],
    [hostname(), '/weigh', '1', 200, '{"a":1,"b":2,"c":3}', '{"y":14}', 1],
    [
      ...[hostname(), '/weigh', '', 400, '{"a":"one"}'],
      ...[
        '{"error":"a is \\"one\\", and must be a number, such as 1; b is missing, and must be a number up to 1000000, such as 1"}',
        1,
      ],
    ],
  ])
})

test('personal fields are in no file', async () => {
  const { url, query } = await audited(['a', 'x'])
  await post(`${url}/weigh`, { a: 123456, b: 2, c: 3 })
  await post(`${url}/weigh`, { a: 'Kim Minsu', b: 2, c: 3 })
  await post(`${url}/v2/models/linear/infer`, {
    inputs: [{ name: 'x', shape: [1, 3], datatype: 'FP64', data: [123456, 1, 1] }],
  })
  const rows = await query('SELECT request, response FROM audit')
  expect(rows).toHaveLength(3)
  expect(JSON.stringify(rows)).not.toMatch(/12345|Kim/)
})

test('of nothing there is no file, nor where it is turned off', async () => {
  const off = await audited([], { ATOLL_AUDIT_ROWS: '0' })
  await post(`${off.url}/weigh`, { a: 1, b: 2, c: 3 })
  await off.stop()
  expect(off.store.objects.size).toBe(0)
  const unasked = await audited()
  await unasked.stop()
  expect(unasked.store.objects.size).toBe(0)
})
