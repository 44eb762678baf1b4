/**
 * Sum of `length` products of `a` from `start` with `b` from `first`: four sums, so that no addition waits for the one
 * before.
 */
export function dot(a: Float64Array, start: number, b: Float64Array, length: number, first = 0): number {
  let s = 0
  let t = 0
  let u = 0
  let v = 0
  let c = 0
  for (; c + 3 < length; c += 4) {
    s += a[start + c] * b[first + c]
    t += a[start + c + 1] * b[first + c + 1]
    u += a[start + c + 2] * b[first + c + 2]
    v += a[start + c + 3] * b[first + c + 3]
  }
  for (; c < length; c++) s += a[start + c] * b[first + c]
  return s + t + (u + v)
}
