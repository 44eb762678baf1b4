/** Between the rows of `columns` numbers that begin at `a` in `x` and at `b` in `y`; four sums, so that none waits. */
export function squaredDistance(
  x: Float64Array,
  a: number,
  y: Float64Array,
  b: number,
  columns: number,
): number {
  let s = 0
  let t = 0
  let u = 0
  let v = 0
  const end = a + columns
  const whole = end - 3
  let i = a
  let j = b
  for (; i < whole; i += 4, j += 4) {
    const d = x[i] - y[j]
    const e = x[i + 1] - y[j + 1]
    const f = x[i + 2] - y[j + 2]
    const g = x[i + 3] - y[j + 3]
    s += d * d
    t += e * e
    u += f * f
    v += g * g
  }
  for (; i < end; i++, j++) {
    const d = x[i] - y[j]
    s += d * d
  }
  return s + t + (u + v)
}
