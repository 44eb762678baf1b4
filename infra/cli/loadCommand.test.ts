import { expect, test } from 'vitest'
import { loadText } from './loadCommand.ts'

test('a load is reported by its rate, times, failures, replicas and versions', () => {
  const text = loadText({
    sent: 1000,
    failed: 2,
    seconds: 10,
    latencies: { p50: 1.234, p90: 2, p99: 5.5, max: 20 },
    failures: { 'status 503': 2 },
    byReplica: { 'bikes-b': 499, 'bikes-a': 499 },
    byVersion: { 3: 998 },
  })
  expect(text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    'rate | 100.0 requests a second for 10.0 s',
    'p50 | 1.23 ms',
    'p90 | 2.00 ms',
    'p99 | 5.50 ms',
    'longest | 20.00 ms',
    'failed | 2 of 1000',
    ' | status 503: 2',
    'replica | bikes-a | 499 | 50.0 %',
    'replica | bikes-b | 499 | 50.0 %',
    'version | 3 | 998 | 100.0 %',
  ])
})
