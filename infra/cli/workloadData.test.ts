import { expect, test } from 'vitest'
import { backoff } from '../../services/runtime/retry.ts'
import { storeRetry } from './workloadData.ts'

test('a store is waited for as long as its pod takes to be replaced, and each wait is told', () => {
  const said: string[] = []
  const policy = storeRetry('minio', { report: (line) => said.push(line) })
  const delays = Array.from({ length: policy.attempts - 1 }, (_, index) => backoff(policy, index + 1))
  const seconds = delays.reduce((sum, delay) => sum + delay, 0) / 1000
  expect(seconds).toBeGreaterThan(40)
  expect(seconds).toBeLessThan(60)
  policy.onRetry!({ what: 'x', attempt: 2, attempts: 13, delayMs: 9, reason: 'ECONNRESET' })
  expect(said).toEqual(['minio does not answer (ECONNRESET), attempt 2 of 13'])
})
