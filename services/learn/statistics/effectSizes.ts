import { checkRange } from '../check.ts'
import type { Matrix } from '../matrix.ts'
import { normalReach } from '../normalDistribution.ts'
import { chiSquaredOfTable } from './chiSquared.ts'
import { chiSquaredTail, logGamma } from './specialFunctions.ts'
import { sortedSample } from './twoSampleTest.ts'

/** How strong a relation is, and the interval that holds the true value with the probability asked for. */
export interface EffectSize {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface EffectSizeOptions {
  /** Default 0.95. */
  readonly confidence?: number
}

/**
 * Difference of the means in pooled standard deviations (Cohen 1988), its interval by the variance of large samples
 * (Hedges and Olkin 1985). By custom 0.2 is small, 0.5 medium, 0.8 large.
 *
 * @throws RangeError if a sample has fewer than two values, one is not finite, or all are equal
 */
export function cohensD(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { confidence = 0.95 }: EffectSizeOptions = {},
): EffectSize {
  const x = momentsOf(sortedSample(a, 'first sample'))
  const y = momentsOf(sortedSample(b, 'second sample'))
  if (Math.min(x.count, y.count) < 2) {
    throw new RangeError(`samples of ${x.count} and ${y.count} values, expected at least two in each`)
  }
  const total = x.count + y.count
  const pooled = Math.sqrt((x.squares + y.squares) / (total - 2))
  if (pooled === 0)
    throw new RangeError('samples: no value differs from its mean, so there is no deviation to measure by')
  const value = (x.mean - y.mean) / pooled
  const error = Math.sqrt(total / (x.count * y.count) + value ** 2 / (2 * total))
  const reach = normalReach(confidence) * error
  return { value, low: value - reach, high: value + reach }
}

/**
 * Odds of the outcome with the trait, as a multiple of those without it, with Woolf's interval (1955). If a count is 0,
 * half is added to all (Haldane 1956; Anscombe 1956).
 *
 * @param counts with trait and outcome, with trait alone, with outcome alone, with neither
 * @throws RangeError if a count is negative or not finite
 */
export function oddsRatio(
  counts: readonly [number, number, number, number],
  { confidence = 0.95 }: EffectSizeOptions = {},
): EffectSize {
  counts.forEach((count, i) => {
    if (!(count >= 0 && count < Infinity))
      throw new RangeError(`counts: ${i} is ${count}, expected a number from 0 up`)
  })
  const [a, b, c, d] = counts.includes(0) ? counts.map((count) => count + 0.5) : counts
  const value = (a * d) / (b * c)
  const factor = Math.exp(normalReach(confidence) * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d))
  return { value, low: value / factor, high: value * factor }
}

/**
 * Cramér's V (1946) of a table of counts, from 0 for independence to 1, its interval from the chi-squared
 * distributions that are not central (Smithson 2003).
 *
 * @throws RangeError if a count is negative or not finite, or all are 0
 */
export function cramersV(table: Matrix, { confidence = 0.95 }: EffectSizeOptions = {}): EffectSize {
  checkRange('confidence', confidence, 0, 1)
  const { statistic, degreesOfFreedom } = chiSquaredOfTable(table)
  if (degreesOfFreedom === 0) return { value: 0, low: 0, high: 0 }
  const total = table.data.reduce((sum, count) => sum + count, 0)
  const used = usedRowsAndColumns(table)
  const most = total * (Math.min(used.rows, used.columns) - 1)
  const tail = (1 - confidence) / 2
  const bound = (probability: number) => {
    const shift = noncentrality(statistic, degreesOfFreedom, probability)
    return shift === 0 ? 0 : Math.min(1, Math.sqrt((shift + degreesOfFreedom) / most))
  }
  const value = Math.sqrt(statistic / most)
  return { value, low: Math.min(value, bound(1 - tail)), high: Math.max(value, bound(tail)) }
}

function momentsOf(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { count: values.length, mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) }
}

function usedRowsAndColumns({ data, rows, columns }: Matrix) {
  const sumOf = (indices: number[], at: (i: number) => number) =>
    indices.reduce((sum, i) => sum + data[at(i)], 0)
  const rowList = [...Array(rows).keys()]
  const columnList = [...Array(columns).keys()]
  return {
    rows: rowList.filter((r) => sumOf(columnList, (c) => r * columns + c) > 0).length,
    columns: columnList.filter((c) => sumOf(rowList, (r) => r * columns + c) > 0).length,
  }
}

/** The noncentrality with which a chi-squared variable is at most `x` with that probability; 0 if there is none. */
function noncentrality(x: number, degreesOfFreedom: number, probability: number): number {
  if (1 - chiSquaredTail(x, degreesOfFreedom) < probability) return 0
  let low = 0
  let high = x + 10 * Math.sqrt(x + degreesOfFreedom) + 100
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (noncentralCdf(x, degreesOfFreedom, middle) > probability) low = middle
    else high = middle
  }
  return low
}

/** A mixture of central distributions, weighted as Poisson counts (Johnson, Kotz and Balakrishnan 1995, 29.2). */
function noncentralCdf(x: number, degreesOfFreedom: number, shift: number): number {
  const mean = shift / 2
  const width = 10 * Math.sqrt(mean) + 30
  let sum = 0
  for (let j = Math.max(0, Math.floor(mean - width)); j < mean + width; j++) {
    const weight = Math.exp(j * Math.log(mean) - mean - logGamma(j + 1))
    sum += weight * (1 - chiSquaredTail(x, degreesOfFreedom + 2 * j))
  }
  return sum
}
