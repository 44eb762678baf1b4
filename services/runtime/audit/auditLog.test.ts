import pino from 'pino'
import { expect, test } from 'vitest'
import { memoryStore } from '../testing/memoryStore.ts'
import type { AuditEntry } from './auditEntry.ts'
import { type AuditOptions, type AuditOutcome, auditLog } from './auditLog.ts'
import { queryAudit } from './queryAudit.ts'

function started(options: Partial<AuditOptions> = {}) {
  const store = memoryStore()
  const counts: Record<AuditOutcome, number> = { written: 0, sampled_out: 0, lost: 0 }
  const log = auditLog({
    store,
    log: pino({ level: 'silent' }),
    count(outcome, rows) {
      counts[outcome] += rows
    },
    replica: 'bikes-a',
    rows: 100,
    seconds: 60,
    maximumTextBytes: 200,
    days: 30,
    personal: [],
    ...options,
  })
  const record = (more: Partial<AuditEntry> = {}) =>
    log.record(() => ({
      time: Date.UTC(2026, 2, 1, 8),
      route: '/predict',
      variant: 'champion',
      version: '3',
      status: 200,
      milliseconds: 1.5,
      requestBytes: 17,
      request: '{"temperature":24}',
      response: '{"demand":837}',
      ...more,
    }))
  const query = (sql: string) => queryAudit(store, { sql, since: '2026-01-01', maximumBytes: 1e6 })
  return { store, counts, log, record, query }
}

test('requests and answers are found again by SQL, as they were', async () => {
  const { log, record, query, counts } = started()
  record()
  record({ status: 400, response: '{"error":"temperature is missing"}', request: '{}', version: '' })
  await log.flush()
  const { columns, rows, files } = await query('SELECT * EXCLUDE (weight) FROM audit ORDER BY status')
  expect(files).toBe(1)
  const asObjects = rows.map((row) => Object.fromEntries(row.map((value, i) => [columns[i], value])))
  expect(asObjects).toEqual([
    {
      time: '2026-03-01 08:00:00',
      replica: 'bikes-a',
      route: '/predict',
      variant: 'champion',
      version: '3',
      status: 200,
      milliseconds: 1.5,
      request_bytes: 17,
      request: '{"temperature":24}',
      response: '{"demand":837}',
    },
    expect.objectContaining({ version: '', status: 400, response: '{"error":"temperature is missing"}' }),
  ])
  expect(counts).toEqual({ written: 2, sampled_out: 0, lost: 0 })
})

test('fields of requests are read by their names', async () => {
  const { log, record, query } = started()
  record()
  await log.flush()
  const { rows } = await query("SELECT CAST(request->>'temperature' AS DOUBLE) + 1 FROM audit")
  expect(rows).toEqual([[25]])
})

test('of more requests than a file takes, rows say how many each stands for', async () => {
  const { log, record, query, counts } = started({ rows: 10 })
  for (let i = 0; i < 250; i++) record()
  await log.flush()
  const { rows } = await query('SELECT CAST(count(*) AS INT), sum(weight) FROM audit')
  expect(rows).toEqual([[10, 250]])
  expect(counts).toEqual({ written: 10, sampled_out: 240, lost: 0 })
})

test('personal values are in no byte that is stored', async () => {
  const { log, record, store, query } = started({ personal: ['student'] })
  record({ request: '{"student":"Kim Minsu","grade":3}', response: '{"student":"Kim Minsu","risk":0.2}' })
  record({
    request: '{"student":"Kim Minsu"',
    status: 400,
    response: '{"error":"student is \\"Kim Minsu\\""}',
  })
  await log.flush()
  const { rows } = await query('SELECT request, response FROM audit ORDER BY status')
  expect(rows).toEqual([
    ['{"student":"***","grade":3}', '{"student":"***","risk":0.2}'],
    [null, null],
  ])
  for (const bytes of store.objects.values()) expect(Buffer.from(bytes).includes('Kim')).toBe(false)
})

test('what is long is left out, and its bytes are said', async () => {
  const { log, record, query } = started()
  record({ request: `{"rows":[${'1,'.repeat(200)}1]}`, requestBytes: 411 })
  await log.flush()
  expect((await query('SELECT request, request_bytes FROM audit')).rows).toEqual([[null, 411]])
})

test('what the store does not take is sent later, in order, and given up once there is too much', async () => {
  const { log, record, store, query, counts } = started()
  store.break(new Error('down'))
  for (let file = 0; file < 10; file++) {
    record({ milliseconds: file })
    await log.flush()
  }
  expect(store.objects.size).toBe(0)
  expect(counts).toEqual({ written: 0, sampled_out: 0, lost: 2 })
  store.break(undefined)
  await log.flush()
  const { rows } = await query('SELECT CAST(min(milliseconds) AS INT), CAST(count(*) AS INT) FROM audit')
  expect(rows).toEqual([[2, 8]])
  expect(counts).toEqual({ written: 8, sampled_out: 0, lost: 2 })
})

test('files of long ago are removed', async () => {
  const { log, record, store } = started({ days: 30 })
  store.objects.set('audit/2020-01-01/080000-bikes-a-1.parquet', new Uint8Array())
  store.objects.set('data/bikes/hour.csv', new Uint8Array())
  record()
  await log.flush()
  const keys = [...store.objects.keys()].filter((key) => key < 'audit/2021' || key.startsWith('data'))
  expect(keys).toEqual(['data/bikes/hour.csv'])
})

test('a query reads the audit log and no file of this machine', async () => {
  const { log, record, query } = started()
  await expect(query('SELECT 1')).rejects.toThrow('the audit log has no file since 2026-01-01, and 0 before')
  record()
  await log.flush()
  await expect(query("SELECT * FROM read_csv('/etc/passwd')")).rejects.toThrow(/disabled/)
  await expect(query('SELECT nothing FROM audit')).rejects.toThrow(/nothing/)
})
