/** Probability that a standard normal deviate is farther from 0 than `z`, on either side. */
export function normalTwoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  if (Number.isNaN(x)) return Number.NaN
  return x < 2 ? 1 - erfBySeries(x) : erfcByFraction(x)
}

/** Probability that a standard normal deviate is at most `z`. */
export function normalCdf(z: number): number {
  const tail = normalTwoSided(z) / 2
  return z > 0 ? 1 - tail : tail
}

/**
 * The number that a standard normal deviate is within, on both sides of 0, with that probability: 1.96 for 0.95.
 *
 * @throws RangeError unless `probability` is between 0 and 1
 */
export function normalReach(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`probability: ${probability}, expected a number between 0 and 1`)
  }
  let low = 0
  let high = 40
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (1 - normalTwoSided(middle) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The error function by its series of positive terms (Abramowitz and Stegun 1964, 7.1.6). */
function erfBySeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** The complementary error function by its continued fraction (Abramowitz and Stegun 1964, 7.1.14). */
function erfcByFraction(x: number): number {
  let fraction = x
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction)
}
