import { logGamma, scaledBesselK } from './specialFunctions.ts'
import { sortedSample, type TestResult } from './twoSampleTest.ts'

/**
 * Two-sample test of Cramér and von Mises (Anderson 1962): the statistic sums the squared differences between the two
 * empirical distribution functions over all values. The p value is that of the limit distribution, scaled for the
 * sizes of the samples, as SciPy's `cramervonmises_2samp(method='asymptotic')`.
 *
 * @throws RangeError if a sample has fewer than two values or holds a number that is not finite
 */
export function cramerVonMises(a: ArrayLike<number>, b: ArrayLike<number>): TestResult {
  const x = sortedSample(a, 'first sample')
  const y = sortedSample(b, 'second sample')
  const m = x.length
  const n = y.length
  if (Math.min(m, n) < 2)
    throw new RangeError(`samples of ${m} and ${n} values, expected at least two in each`)
  const product = m * n
  const total = m + n
  const u = squaredRankShifts(x, y) * m + squaredRankShifts(y, x) * n
  const statistic = u / (product * total) - (4 * product - 1) / (6 * total)

  const mean = (1 + 1 / total) / 6
  const variance =
    ((total + 1) * (4 * product * total - 3 * (m * m + n * n) - 2 * product)) /
    (45 * total ** 2 * 4 * product)
  return { statistic, pValue: tail(1 / 6 + (statistic - mean) / Math.sqrt(45 * variance)) }
}

/** Sum over i of the squared difference between the joint rank of the i-th smallest of `own` and i; ties share ranks. */
function squaredRankShifts(own: Float64Array, other: Float64Array): number {
  let sum = 0
  let before = 0
  for (let i = 0, upTo = 0; i < own.length; ) {
    let end = i
    while (end < own.length && own[end] === own[i]) end++
    while (before < other.length && other[before] < own[i]) before++
    upTo = Math.max(upTo, before)
    while (upTo < other.length && other[upTo] === own[i]) upTo++
    const rank = (i + end + 1 + before + upTo) / 2
    for (; i < end; i++) sum += (rank - (i + 1)) ** 2
  }
  return sum
}

/** Tail of the limit distribution (Csörgő and Faraway 1996, 1.3), which from 7.5 on is less than rounding. */
function tail(x: number): number {
  if (x < 0.003) return 1
  if (x > 7.5) return 0
  let below = 0
  for (let k = 0, term = 1; term > 1e-17; k++) {
    const root = 4 * k + 1
    const q = (root * root) / (16 * x)
    const weight = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x))
    term = weight * Math.sqrt(root) * Math.exp(-2 * q) * scaledBesselK(0.25, q)
    below += term
  }
  return Math.max(0, 1 - below)
}
