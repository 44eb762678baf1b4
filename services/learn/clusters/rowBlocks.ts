import { checkFinite } from '../check.ts'
import type { Matrix } from '../matrix.ts'
import { fillBlocksIn } from '../simd/fillBlocks.ts'
import { type Arrays, takeSingles } from '../simd/memory.ts'

/** Above all errors of squares too small for single precision. */
const tiny = 1e-30

/** Every so many rows give the shifts and the scale. */
const step = 16

/** Rows that are copied at once: a multiple of 8. */
const atOnce = 256

/** Rows of single precision for kernels, eight side by side. */
export interface RowBlocks<Name extends string> extends Arrays<Name, Float32Array> {
  /** What is subtracted from each column, in the same memory: about its mean. */
  readonly shifts: Float64Array
  /** What the differences are multiplied by, so that no square leaves the range of single precision. */
  readonly scale: number
  /** Of the differences, not scaled. */
  readonly meanSquare: number
  /** The blocks: of each eight heads, then eight numbers of each column; zeros behind the last row. */
  readonly numbers: Float32Array
  readonly count: number
  /** Bytes of a block. */
  readonly width: number
  /** Copies the rows of double precision into the memory, some at a time, and calls with bytes of the first and the end. */
  visitRows(visit: (start: number, end: number, first: number) => void): void
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
  const { data, rows, columns } = features
  const count = Math.ceil(rows / 8)
  const width = 32 * (1 + columns)
  const lengths: Readonly<Record<string, number>> = {
    numbers: (count * width) / 4,
    copies: 2 * atOnce * columns,
    shifts: 2 * columns,
    totals: 16,
    ...more,
  }
  const { memory, arrays, release } = takeSingles({ name: 'features', rows, columns }, lengths)
  const { numbers } = arrays
  const [copies, shifts, totals] = [arrays.copies, arrays.shifts, arrays.totals].map(doublesIn)
  const fillBlocks = fillBlocksIn(memory)

  function visitRows(visit: (start: number, end: number, first: number) => void): void {
    const start = copies.byteOffset
    for (let first = 0; first < rows; first += atOnce) {
      const last = Math.min(rows, first + atOnce)
      copies.set(data.subarray(first * columns, last * columns))
      visit(start, start + (last - first) * columns * 8, first)
    }
  }

  /** @returns the scale, and the mean square of the scaled differences */
  function fill(every: number) {
    const moments = momentsOf(features, every)
    shifts.set(moments.means)
    totals.fill(0)
    visitRows((start, end, first) => {
      for (let n = rows - first; n < count * 8 - first && n < atOnce; n++) copies.set(shifts, n * columns)
      const block = numbers.byteOffset + (first / 8) * width
      const { scale } = moments
      fillBlocks(start, end, columns * 8, shifts.byteOffset, block, totals.byteOffset, scale, headShare, tiny)
    })
    return { scale: moments.scale, square: totals.reduce((sum, square) => sum + square) / (rows * columns) }
  }

  let { scale, square } = fill(step)
  if (!(square > 1e-9 && square < 1e9)) ({ scale, square } = fill(1))
  const meanSquare = square / scale / scale
  if (!Number.isFinite(meanSquare)) {
    checkFinite(features)
    throw new RangeError('features: too large, their squares are not finite')
  }
  return { memory, arrays, release, shifts, scale, meanSquare, numbers, count, width, visitRows }
}

/** An array of the memory, as half as many doubles. */
export const doublesIn = ({ buffer, byteOffset, length }: Float32Array) =>
  new Float64Array(buffer, byteOffset, length / 2)

/** Means of the columns, and what makes the mean square of all differences from the first row 1. */
function momentsOf({ data, rows, columns }: Matrix, every: number) {
  const means = new Float64Array(columns)
  const count = Math.ceil(rows / every)
  let squares = 0
  for (let row = 0; row < rows; row += every) {
    for (let c = 0, i = row * columns; c < columns; c++, i++) {
      means[c] += data[i] / count
      squares += (data[i] - data[c]) ** 2
    }
  }
  return { means, scale: squares > 0 ? Math.sqrt((count * columns) / squares) : 1 }
}
