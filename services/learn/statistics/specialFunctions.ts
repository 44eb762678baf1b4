/** Coefficients of Lanczos's approximation with g = 7 (Godfrey 2001): 15 digits. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** Natural logarithm of the gamma function of x > 0 (Lanczos 1964). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  let sum = lanczos[0]
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/**
 * Regularised upper incomplete gamma function Q(a, x), a > 0, x >= 0: a series below the mean, a continued fraction
 * (Lentz 1976) above it (Gautschi 1979).
 */
export function upperGamma(a: number, x: number): number {
  if (x === 0) return 1
  if (x === Infinity) return 0
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n)
      sum += term
    }
    return Math.max(0, 1 - scale * sum)
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let i = 1, step = 0; i < 10_000 && Math.abs(step - 1) > 1e-16; i++) {
    const numerator = -i * (i - a)
    b += 2
    d = 1 / (b + numerator * d)
    c = b + numerator / c
    step = c * d
    fraction *= step
  }
  return scale * fraction
}

/** Probability that a chi-squared variable is above `x`. */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2)
}

/**
 * Modified Bessel function of the second kind of order `nu`, times e^x, x > 0: the integral of
 * exp(-x (cosh t - 1)) cosh(nu t), which the trapezoidal rule finds to rounding (Trefethen and Weideman 2014).
 */
export function scaledBesselK(nu: number, x: number): number {
  const step = 1 / 64
  let sum = 0.5
  for (let t = step, term = 1; term > 1e-18; t += step) {
    term = Math.exp(-x * (Math.cosh(t) - 1)) * Math.cosh(nu * t)
    sum += term
  }
  return sum * step
}
