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
 * Share of the lattice paths from (0, 0) to (m, n) that somewhere have |i n - j m| >= `furthest`, counted along the
 * diagonals i + j (Hodges 1957). Only sums of positive terms, so small shares keep their digits.
 */
function shareOfPathsOutside(m: number, n: number, furthest: number): number {
  if (furthest === 0) return 1
  if (m === n) return shareOfEqual(n, furthest / n)
  /** At i + 1, the share of the paths to (i, s - i) that have been outside, s the diagonal at hand. */
  const share = new Float64Array(m + 2).fill(1)
  share[1] = 0
  for (let s = 1; s <= m + n; s++) {
    const first = Math.max(0, s - n, Math.floor((s * m - furthest) / (m + n)) + 1)
    const last = Math.min(m, s, Math.ceil((s * m + furthest) / (m + n)) - 1)
    const part = 1 / s
    for (let i = last; i >= first; i--) share[i + 1] = (i * share[i] + (s - i) * share[i + 1]) * part
    share[first] = 1
  }
  return share[m + 1]
}

/**
 * The same for m = n and |i - j| >= `steps`, by reflection of the paths (Gnedenko and Korolyuk 1951):
 * 2 (C(2n, n - h) - C(2n, n - 2h) + C(2n, n - 3h) - ...) / C(2n, n), h the steps, summed from the last term on.
 */
function shareOfEqual(n: number, steps: number): number {
  let share = 0
  for (let k = Math.floor(n / steps); k > 0; k--) {
    /** C(2n, n - k h) / C(2n, n - (k - 1) h) */
    let ratio = 1
    for (let i = (k - 1) * steps; i < k * steps; i++) ratio *= (n - i) / (n + i + 1)
    share = ratio * (1 - share)
  }
  return Math.min(1, 2 * share)
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
