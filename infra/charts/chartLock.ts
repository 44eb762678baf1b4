import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type ChartName, chartNames } from '../../components/charts.ts'
import { ConfigError, compare } from '../problems.ts'

const entry = z.strictObject({
  version: z
    .string()
    .regex(/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/)
    .describe('one exact version, as 1.2.3'),
  repository: z
    .string()
    .regex(/^(https|oci):\/\/[^\s]+$/)
    .describe('a repository of charts, as https://charts.example.org, or oci://registry.example.org/charts'),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe("the SHA-256 of the chart's archive, as sha256:<64 hex digits>")
    .optional(),
})

const schema = z.strictObject(
  Object.fromEntries(chartNames.map((name) => [name, entry])) as Record<ChartName, typeof entry>,
)

/** One chart's exact version, where its makers publish it, and what its archive must be. */
export type LockedChart = z.infer<typeof entry>

/** The charts that every stack is built of, by name. */
export type ChartLock = z.infer<typeof schema>

export const chartLockPath = 'stacks/charts.json'

/** @throws ConfigError with every problem of the lock */
export function readChartLock(raw: unknown, path = chartLockPath): ChartLock {
  const { value, problems } = compare(schema, raw)
  if (value === undefined) throw new ConfigError(path, problems)
  return value
}

/** The lock that is committed with the program. @throws ConfigError */
export function loadChartLock(): ChartLock {
  const file = join(import.meta.dirname, '..', '..', chartLockPath)
  return readChartLock(JSON.parse(readFileSync(file, 'utf8')))
}
