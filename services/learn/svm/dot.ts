/** Sum of `length` products of `a` from `start` with `b`: four sums, so that no addition waits for the one before. */
export function dot(a: Float64Array, start: number, b: Float64Array, length: number): number {
  let s = 0
  let t = 0
  let u = 0
  let v = 0
  let c = 0
  for (; c + 3 < length; c += 4) {
    s += a[start + c] * b[c]
    t += a[start + c + 1] * b[c + 1]
    u += a[start + c + 2] * b[c + 2]
    v += a[start + c + 3] * b[c + 3]
  }
  for (; c < length; c++) s += a[start + c] * b[c]
  return s + t + (u + v)
}
