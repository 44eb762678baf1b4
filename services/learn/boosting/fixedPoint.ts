/**
 * Gradients as fixed-point integers that carry a count: one addition of doubles sums both, exactly, so that sums do
 * not depend on the order of rows and the difference of two histograms is the third (after the quantised training
 * of Shi et al. 2022, with as many bits as 53 allow instead of few).
 */
export interface FixedPoint {
  /** What one row adds to a count: above every sum of gradients by more than a factor of two. */
  readonly unit: number
  /** Gradient = sum of integers / scale. */
  scale: number
}

/** Keeps the scale, and 1 / scale, finite for gradients near the smallest double. */
const LARGEST_EXPONENT = 1000

export function createFixedPoint(rows: number): FixedPoint {
  return { unit: 2 ** (52 - Math.ceil(Math.log2(rows + 1))), scale: 1 }
}

/**
 * Chooses the scale by the sum of |gradient|, and fills `packed` with integer + unit, each followed by its hessian unless
 * there are none.
 */
export function packDerivatives(
  gradients: Float64Array,
  hessians: Float64Array,
  packed: Float64Array,
  point: FixedPoint,
): void {
  const room = point.unit / 2 - gradients.length
  const total = sumOfMagnitudes(gradients)
  point.scale = total > 0 ? 2 ** Math.min(Math.floor(Math.log2(room / total)), LARGEST_EXPONENT) : 1
  const { unit, scale } = point
  if (hessians.length === 0) {
    for (let r = 0; r < gradients.length; r++) packed[r] = Math.floor(gradients[r] * scale + 0.5) + unit
    return
  }
  for (let r = 0; r < gradients.length; r++) {
    packed[2 * r] = Math.floor(gradients[r] * scale + 0.5) + unit
    packed[2 * r + 1] = hessians[r]
  }
}

/** Four sums, as an addition waits for the one before it. */
function sumOfMagnitudes(values: Float64Array): number {
  const whole = values.length - (values.length % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    a += Math.abs(values[i])
    b += Math.abs(values[i + 1])
    c += Math.abs(values[i + 2])
    d += Math.abs(values[i + 3])
  }
  for (let i = whole; i < values.length; i++) a += Math.abs(values[i])
  return a + b + (c + d)
}

/** The number of rows in a sum of packed gradients; `perRow` is 1 / unit, exact since the unit is a power of two. */
export function countOf(sum: number, perRow: number): number {
  return Math.floor(sum * perRow + 0.5)
}
