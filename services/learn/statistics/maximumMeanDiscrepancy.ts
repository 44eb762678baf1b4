import { checkColumns, checkFinite, checkInteger, checkRange } from '../check.ts'
import type { Matrix } from '../matrix.ts'
import { createRandom, shuffle } from '../random.ts'
import type { TestResult } from './twoSampleTest.ts'

export interface DiscrepancyOptions {
  /** Of exp(-gamma |x - y|²). Default: 1 / (2 median of |x - y|² over pairs of different rows), the median heuristic. */
  readonly gamma?: number
  /** Default 200. The smallest p value there is is 1 / (permutations + 1). */
  readonly permutations?: number
  /** Default 0. */
  readonly seed?: number
}

/** Two samples of this many rows together fill half a gigabyte with their kernel. */
const mostRows = 8192

/**
 * Test of whether the rows of two matrices come from the same distribution, all columns together: the unbiased estimate
 * of the squared maximum mean discrepancy with a Gaussian kernel (Gretton et al. 2012), its p value by permutations.
 * Columns should be of one scale.
 *
 * @throws RangeError naming what is wrong with the options or the samples, each of 2 to 8,190 rows
 */
export function maximumMeanDiscrepancy(
  a: Matrix,
  b: Matrix,
  { gamma, permutations = 200, seed = 0 }: DiscrepancyOptions = {},
): TestResult {
  checkFinite(a, 'first sample')
  checkFinite(b, 'second sample')
  checkColumns(b.columns, a.columns)
  checkInteger('rows of the first sample', a.rows, 2)
  checkInteger('rows of the second sample', b.rows, 2)
  checkInteger('rows of both samples', a.rows + b.rows, 4, mostRows)
  checkInteger('permutations', permutations, 1)
  if (gamma !== undefined) checkRange('gamma', gamma, Number.MIN_VALUE, Number.MAX_VALUE)
  const total = a.rows + b.rows
  const kernel = squaredDistances(a, b)
  const factor = gamma ?? medianHeuristic(kernel, total)
  for (let i = 0; i < kernel.length; i++) kernel[i] = Math.exp(-factor * kernel[i])
  for (let i = 0; i < total; i++) kernel[i * total + i] = 0
  const rowSums = new Float64Array(total)
  for (let i = 0; i < kernel.length; i++) rowSums[Math.floor(i / total)] += kernel[i]
  const sum = rowSums.reduce((all, row) => all + row, 0)

  const order = Int32Array.from({ length: total }, (_, i) => i)
  const estimate = () => {
    const first = order.subarray(0, a.rows).slice().sort()
    let within = 0
    let touching = 0
    for (const i of first) {
      touching += rowSums[i]
      const start = i * total
      for (let k = 0; k < first.length; k++) within += kernel[start + first[k]]
    }
    const between = touching - within
    const others = sum - 2 * touching + within
    const [m, n] = [a.rows, b.rows]
    return within / (m * (m - 1)) + others / (n * (n - 1)) - (2 * between) / (m * n)
  }
  const statistic = estimate()
  const random = createRandom(seed)
  let asLarge = 1
  for (let i = 0; i < permutations; i++) {
    shuffle(order, random)
    if (estimate() >= statistic) asLarge++
  }
  return { statistic, pValue: asLarge / (permutations + 1) }
}

/** Between all rows of both, first those of `a`: row-major and symmetric. */
function squaredDistances(a: Matrix, b: Matrix): Float64Array {
  const { columns } = a
  const rows = new Float64Array(a.data.length + b.data.length)
  rows.set(a.data)
  rows.set(b.data, a.data.length)
  const total = a.rows + b.rows
  const distances = new Float64Array(total * total)
  for (let i = 0; i < total; i++) {
    for (let j = 0; j < i; j++) {
      let square = 0
      for (let c = 0; c < columns; c++) square += (rows[i * columns + c] - rows[j * columns + c]) ** 2
      distances[i * total + j] = square
      distances[j * total + i] = square
    }
  }
  return distances
}

function medianHeuristic(distances: Float64Array, total: number): number {
  const pairs = new Float64Array((total * (total - 1)) / 2)
  for (let i = 1, at = 0; i < total; i++) {
    for (let j = 0; j < i; j++) pairs[at++] = distances[i * total + j]
  }
  pairs.sort()
  const median = pairs[pairs.length >> 1]
  return median > 0 ? 1 / (2 * median) : 1
}
