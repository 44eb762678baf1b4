import type { Matrix } from './matrix.ts'
import { addProducts, blockSize, productMemory } from './simd/addProducts.ts'

export interface GramOptions {
  /** One per row: what its products are multiplied by. Default 1 each. */
  readonly weights?: Float64Array
  /** One per column: what is subtracted from its values. Default 0 each. */
  readonly means?: Float64Array
  /** Adds a last column of ones. Default false. */
  readonly ones?: boolean
}

/** Numbers of a strip of rows, which stays in the nearer caches with its weighted copy. */
const STRIP = 3072

/**
 * Sums over the rows of the products of every two columns, X'WX: symmetric, columns x columns (one more with `ones`).
 * Strips of rows are multiplied block by block (Goto and van de Geijn 2008).
 *
 * @param features rows x columns, finite
 */
export function gram(features: Matrix, { weights, means, ones = false }: GramOptions = {}): Matrix {
  const { data, rows, columns } = features
  const size = columns + Number(ones)
  const width = Math.ceil(size / blockSize) * blockSize
  const stripRows = Math.max(8, Math.floor(STRIP / width))
  const strip = stripRows * width
  const memory = productMemory(2 * strip + width ** 2).fill(0)
  const plain = memory.subarray(0, strip)
  const weighted = weights === undefined ? plain : memory.subarray(strip, 2 * strip)
  const sums = memory.subarray(2 * strip)

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
    const end = count * width * 8
    for (let c = 0; c < width; c += blockSize) {
      for (let k = 0; k <= c; k += blockSize) {
        const left = weighted.byteOffset + c * 8
        addProducts(left, k * 8, left + end, width * 8, sums.byteOffset + (c * width + k) * 8)
      }
    }
  }

  const products = new Float64Array(size * size)
  for (let c = 0; c < size; c++) {
    for (let k = 0; k <= c; k++) products[c * size + k] = products[k * size + c] = sums[c * width + k]
  }
  return { data: products, rows: size, columns: size }
}
