import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bikes } from '../../services/bikes/workload.ts'
import { backoff } from '../../services/runtime/retry.ts'
import { Failure } from './failure.ts'
import { checkDirectory, dataFrom, storeRetry } from './workloadData.ts'

const directory = mkdtempSync(join(tmpdir(), 'atoll-data-'))
afterAll(() => rmSync(directory, { recursive: true }))

const below = (name: string, make: (file: string) => void) => {
  const file = join(directory, name, bikes.data.file)
  mkdirSync(dirname(file), { recursive: true })
  make(file)
  return join(directory, name)
}

test('the file of the workload, and where it is from', () => {
  const given = below('good', (file) => writeFileSync(file, 'a,b\n'))
  const { bytes, origin } = dataFrom(bikes, given)
  expect(String(bytes)).toBe('a,b\n')
  expect(origin).toBe(join(given, bikes.data.file))
})

test.each([
  ['absent', () => {}, /^no .*: --data takes the directory that holds bikes\/hour\.csv$/],
  ['directory', (file: string) => mkdirSync(file), /is no file$/],
  ['pipe', (file: string) => execFileSync('mkfifo', [file]), /is no file$/],
  [
    'huge',
    (file: string) => {
      writeFileSync(file, '')
      truncateSync(file, 3 * 2 ** 30)
    },
    /has 3221225472 bytes; at most 268435456 are taken$/,
  ],
])('%s: refused before it is read', (name, make, message) => {
  const given = below(name, make)
  expect(() => dataFrom(bikes, given)).toThrow(Failure)
  expect(() => dataFrom(bikes, given)).toThrow(message)
})

test('a directory without any file of a workload', () => {
  const good = below('one', (file) => writeFileSync(file, ''))
  expect(() => checkDirectory([bikes], good)).not.toThrow()
  expect(() => checkDirectory([bikes], directory)).toThrow(
    `${directory} has none of the workloads' files: bikes/hour.csv`,
  )
})

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
