import type { Matrix } from '../matrix.ts'
import { chiSquaredTail } from './specialFunctions.ts'
import type { TestResult } from './twoSampleTest.ts'

export interface ChiSquaredResult extends TestResult {
  readonly degreesOfFreedom: number
}

/**
 * Pearson's test (1900) of whether rows and columns of a table of counts are independent, without Yates's correction.
 * Rows and columns of zeros are left out; a table of one row or column is independent.
 *
 * @throws RangeError if a count is negative or not finite, or all are 0
 */
export function chiSquaredOfTable({ data, rows, columns }: Matrix): ChiSquaredResult {
  const rowSums = new Float64Array(rows)
  const columnSums = new Float64Array(columns)
  let total = 0
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const count = data[r * columns + c]
      if (!(count >= 0 && count < Infinity)) {
        throw new RangeError(`counts: row ${r}, column ${c} is ${count}, expected a number from 0 up`)
      }
      rowSums[r] += count
      columnSums[c] += count
      total += count
    }
  }
  if (total === 0) throw new RangeError('counts: all are 0, expected at least one that is not')
  let statistic = 0
  for (let i = 0; i < data.length; i++) {
    const expected = (rowSums[Math.floor(i / columns)] * columnSums[i % columns]) / total
    if (expected > 0) statistic += (data[i] - expected) ** 2 / expected
  }
  const used = (sums: Float64Array) => sums.reduce((count, sum) => count + Number(sum > 0), 0)
  const degreesOfFreedom = (used(rowSums) - 1) * (used(columnSums) - 1)
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquaredTail(statistic, degreesOfFreedom)
  return { statistic, pValue, degreesOfFreedom }
}

/** The same of two samples of categories, which are told apart by their numbers. */
export function chiSquaredOfSamples(a: ArrayLike<number>, b: ArrayLike<number>): ChiSquaredResult {
  const columnOf = new Map<number, number>()
  for (const sample of [a, b]) {
    for (let i = 0; i < sample.length; i++) {
      if (!columnOf.has(sample[i])) columnOf.set(sample[i], columnOf.size)
    }
  }
  const columns = columnOf.size
  const data = new Float64Array(2 * columns)
  for (let i = 0; i < a.length; i++) data[columnOf.get(a[i])!]++
  for (let i = 0; i < b.length; i++) data[columns + columnOf.get(b[i])!]++
  return chiSquaredOfTable({ data, rows: 2, columns })
}
