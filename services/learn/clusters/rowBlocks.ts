import { checkFinite } from '../check.ts'
import type { Matrix } from '../matrix.ts'
import { type Arrays, takeSingles } from '../simd/memory.ts'

/** Above all errors of squares too small for single precision. */
const tiny = 1e-30

/** Rows of single precision for kernels, eight side by side. */
export interface RowBlocks<Name extends string> extends Arrays<Name, Float32Array> {
  /** What is subtracted from each column. */
  readonly means: Float64Array
  /** What the differences are multiplied by, so that no square leaves the range of single precision. */
  readonly scale: number
  /** Of the columns' variances, the mean; not scaled. */
  readonly variance: number
  /** The blocks: of each eight heads, then eight numbers of each column; zeros behind the last row. */
  readonly numbers: Float32Array
  readonly count: number
  /** Bytes of a block. */
  readonly width: number
}

/**
 * @param headShare - a row's head is this share of its squared length, and a little more
 * @param more - lengths of arrays in the same memory
 * @throws RangeError if a feature is not finite or its square is not, or all does not fit into 4 GiB
 */
export function createRowBlocks<Name extends string>(
  features: Matrix,
  headShare: number,
  more: Readonly<Record<Name, number>>,
): RowBlocks<Name> {
  const { rows, columns } = features
  const count = Math.ceil(rows / 8)
  const lengths: Readonly<Record<string, number>> = { numbers: count * 8 * (1 + columns), ...more }
  const { arrays, ...memory } = takeSingles({ name: 'features', rows, columns }, lengths)
  const { means, square } = momentsOf(features)
  if (!Number.isFinite(square)) {
    checkFinite(features)
    throw new RangeError('features: too large, their squares are not finite')
  }
  const scale = square > 0 ? 1 / Math.sqrt(square) : 1
  const { numbers } = arrays
  const squares = fill(numbers, features, means, scale, headShare)
  const variance = squares / scale / scale / (rows * columns)
  return { ...memory, arrays, means, scale, variance, numbers, count, width: 32 * (1 + columns) }
}

/** Means of the columns, and the mean square of all numbers. */
function momentsOf({ data, rows, columns }: Matrix) {
  const means = new Float64Array(columns)
  let squares = 0
  for (let r = 0, i = 0; r < rows; r++) {
    let square = 0
    for (let c = 0; c < columns; c++) {
      const number = data[i++]
      means[c] += number
      square += number * number
    }
    squares += square
  }
  return { means: means.map((sum) => sum / rows), square: squares / (rows * columns) }
}

/** @returns the sum of the squares */
function fill(
  numbers: Float32Array,
  { data, rows, columns }: Matrix,
  means: Float64Array,
  scale: number,
  headShare: number,
): number {
  let squares = 0
  for (let row = 0, i = 0; row < rows; row++) {
    const head = (row >> 3) * 8 * (1 + columns) + (row & 7)
    let square = 0
    for (let c = 0, at = head + 8; c < columns; c++, at += 8) {
      const number = (data[i++] - means[c]) * scale
      square += number * number
      numbers[at] = number
    }
    numbers[head] = headShare * square + tiny
    squares += square
  }
  return squares
}
