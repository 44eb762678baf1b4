import { sortedSample, type TestResult } from './twoSampleTest.ts'

export interface KolmogorovSmirnovOptions {
  /** How the p value is found. Default `auto`: exactly, unless a sample has more than 10,000 values. */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
}

const largestExact = 10_000

/**
 * Two-sided two-sample test of Kolmogorov and Smirnov: the statistic is the largest difference between the two
 * empirical distribution functions. Its exact p value, as SciPy's `ks_2samp`, is for samples without ties; with ties
 * it errs to the safe side.
 *
 * @throws RangeError if a sample is empty or holds a number that is not finite
 */
export function kolmogorovSmirnov(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { method = 'auto' }: KolmogorovSmirnovOptions = {},
): TestResult {
  const x = sortedSample(a, 'first sample')
  const y = sortedSample(b, 'second sample')
  const m = x.length
  const n = y.length
  let furthest = 0
  for (let i = 0, j = 0; i < m && j < n; ) {
    const value = Math.min(x[i], y[j])
    while (i < m && x[i] === value) i++
    while (j < n && y[j] === value) j++
    furthest = Math.max(furthest, Math.abs(i * n - j * m))
  }
  const statistic = furthest / (m * n)
  const exact = method === 'exact' || (method === 'auto' && Math.max(m, n) <= largestExact)
  const pValue = exact
    ? shareOfPathsOutside(Math.min(m, n), Math.max(m, n), furthest)
    : kolmogorovTail(Math.sqrt((m / (m + n)) * n) * statistic)
  return { statistic, pValue }
}

/**
 * Share of the lattice paths from (0, 0) to (m, n), m <= n, that somewhere have |i n - j m| >= `furthest` (Hodges
 * 1957). Only sums of positive terms, so small shares keep their digits.
 */
function shareOfPathsOutside(m: number, n: number, furthest: number): number {
  if (furthest === 0) return 1
  /** Share of the paths to (i, j) that have been outside, i the row at hand. */
  const share = new Float64Array(n + 1).fill(1)
  for (let i = 0; i <= m; i++) {
    const first = Math.max(0, Math.floor((i * n - furthest) / m) + 1)
    const last = Math.min(n, Math.ceil((i * n + furthest) / m) - 1)
    if (first > 0) share[first - 1] = 1
    for (let j = first; j <= last; j++) {
      const before = i === 0 ? 0 : i * share[j]
      const below = j === 0 ? 0 : j * share[j - 1]
      share[j] = i + j === 0 ? 0 : (before + below) / (i + j)
    }
  }
  return share[n]
}

/** The limit of the distribution of sqrt(m n / (m + n)) times the statistic (Kolmogorov 1933; Smirnov 1948): its tail. */
function kolmogorovTail(x: number): number {
  if (x === 0) return 1
  let sum = 0
  if (x < 1) {
    for (let k = 1; k < 20; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  for (let k = 1; k < 10; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return sum
}
