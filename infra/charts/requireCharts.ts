import type { Config } from '../config.ts'
import { ConfigError } from '../problems.ts'
import { systems } from '../systems.ts'
import { type ChartLock, chartLockPath } from './chartLock.ts'
import { chartProblems } from './chartSource.ts'

/**
 * Checks that the charts of a stack's systems are those that are locked.
 * @param root what a relative directory of charts starts from
 * @throws ConfigError with every chart that is missing or another one
 */
export async function requireCharts(
  { charts: source, systems: listed }: Config,
  lock: ChartLock,
  root: string,
): Promise<void> {
  if (source === undefined) return
  const wanted = listed.flatMap((name) => systems[name].charts)
  const problems = await chartProblems(source, lock, wanted, root)
  if (problems.length > 0) throw new ConfigError(chartLockPath, problems)
}
