import type { Matrix } from './matrix.ts'

export interface GramOptions {
  /** One per row: what its products are multiplied by. Default 1 each. */
  readonly weights?: Float64Array
  /** One per column: what is subtracted from its values. Default 0 each. */
  readonly means?: Float64Array
  /** Adds a last column of ones. Default false. */
  readonly ones?: boolean
}

/** Columns of a block whose sums stay in registers. */
const BLOCK = 3
/** Numbers of a strip of rows, which stays in the nearest cache with its weighted copy. */
const STRIP = 1536

/**
 * Sums over the rows of the products of every two columns, X'WX: symmetric, columns x columns (one more with `ones`).
 * Strips of rows are multiplied block by block (Goto and van de Geijn 2008).
 *
 * @param features rows x columns, finite
 */
export function gram(features: Matrix, { weights, means, ones = false }: GramOptions = {}): Matrix {
  const { data, rows, columns } = features
  const size = columns + Number(ones)
  const width = Math.ceil(size / BLOCK) * BLOCK
  const stripRows = Math.max(8, Math.floor(STRIP / width))
  const plain = new Float64Array(stripRows * width)
  const weighted = weights === undefined ? plain : new Float64Array(stripRows * width)
  const sums = new Float64Array(width * width)

  for (let start = 0; start < rows; start += stripRows) {
    const count = Math.min(stripRows, rows - start)
    for (let r = 0, to = 0, from = start * columns; r < count; r++, to += width, from += columns) {
      if (means === undefined) for (let c = 0; c < columns; c++) plain[to + c] = data[from + c]
      else for (let c = 0; c < columns; c++) plain[to + c] = data[from + c] - means[c]
      if (ones) plain[to + columns] = 1
      if (weights === undefined) continue
      const weight = weights[start + r]
      for (let c = 0; c < size; c++) weighted[to + c] = weight * plain[to + c]
    }
    for (let c = 0; c < width; c += BLOCK) {
      for (let k = 0; k <= c; k += BLOCK) addBlock(weighted, plain, width, count, c, k, sums)
    }
  }

  const products = new Float64Array(size * size)
  for (let c = 0; c < size; c++) {
    for (let k = 0; k <= c; k++) products[c * size + k] = products[k * size + c] = sums[c * width + k]
  }
  return { data: products, rows: size, columns: size }
}

/** Adds the products of three columns of `a` from `c` on and three of `b` from `k` on. */
function addBlock(
  a: Float64Array,
  b: Float64Array,
  width: number,
  rows: number,
  c: number,
  k: number,
  sums: Float64Array,
): void {
  let s00 = 0
  let s01 = 0
  let s02 = 0
  let s10 = 0
  let s11 = 0
  let s12 = 0
  let s20 = 0
  let s21 = 0
  let s22 = 0
  for (let r = 0, i = c, j = k; r < rows; r++, i += width, j += width) {
    const b0 = b[j]
    const b1 = b[j + 1]
    const b2 = b[j + 2]
    const a0 = a[i]
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    const a1 = a[i + 1]
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    const a2 = a[i + 2]
    s20 += a2 * b0
    s21 += a2 * b1
    s22 += a2 * b2
  }
  const at = c * width + k
  sums[at] += s00
  sums[at + 1] += s01
  sums[at + 2] += s02
  sums[at + width] += s10
  sums[at + width + 1] += s11
  sums[at + width + 2] += s12
  sums[at + 2 * width] += s20
  sums[at + 2 * width + 1] += s21
  sums[at + 2 * width + 2] += s22
}
