export interface Quadrature {
  /** Between 0 and 1, ascending. */
  readonly points: Float64Array
  /** They sum to 1. */
  readonly weights: Float64Array
}

/**
 * The quadrature of `count` points that integrates polynomials up to degree 2 x `count` - 1 from 0 to 1 exactly (Gauss
 * 1814). Its points are roots of a Legendre polynomial, found by Newton's method.
 */
export function gaussLegendre(count: number): Quadrature {
  const points = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    let slope = 1
    for (let step = Infinity; Math.abs(step) > 1e-15; x -= step) {
      let before = 0
      let value = 1
      for (let n = 0; n < count; n++) {
        const next = ((2 * n + 1) * x * value - n * before) / (n + 1)
        before = value
        value = next
      }
      slope = (count * (x * value - before)) / (x * x - 1)
      step = value / slope
    }
    points[i] = (1 + x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return { points, weights }
}
