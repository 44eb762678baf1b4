import { stratifiedKFold } from '../../learn/folds.ts'
import { DataError } from '../../runtime/errors.ts'
import { outcomes } from './columns.ts'
import type { Row } from './readRows.ts'

const leastPerOutcome = 10

/**
 * A fifth of each outcome's students, by a fixed seed, as the file has no time.
 *
 * @throws DataError if an outcome has too few students
 */
export function splitByOutcome(rows: readonly Row[]): { train: readonly Row[]; test: readonly Row[] } {
  for (const outcome of outcomes) {
    const count = rows.filter((row) => row.outcome === outcome).length
    if (count < leastPerOutcome) {
      throw new DataError(
        `${count} students have the outcome ${outcome}; at least ${leastPerOutcome} are needed`,
      )
    }
  }
  const [{ train, test }] = stratifiedKFold(labelsOf(rows), { nSplits: 5, shuffle: true, seed: 1 })
  return { train: Array.from(train, (i) => rows[i]), test: Array.from(test, (i) => rows[i]) }
}

/** The place of each row's outcome among `outcomes`. */
export const labelsOf = (rows: readonly Row[]): Float64Array =>
  Float64Array.from(rows, ({ outcome }) => outcomes.indexOf(outcome))
