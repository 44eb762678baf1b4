import type { Bins } from './bins.ts'

/** Columns are padded to a multiple of this: the width to which the counting loop is unrolled. */
export const LANES = 4

/** Where each row counts in a histogram of all columns. */
export interface Positions {
  /** Row-major, `width` positions per row. */
  readonly data: Uint16Array | Uint32Array
  readonly width: number
  /** Where each column's bins begin in a histogram; the last entry is their number. */
  readonly offsets: Int32Array
  /** Length of a histogram: the bins of all columns, and one place for the padding. */
  readonly length: number
}

export function arrangePositions({ rows, columns, codes, counts, hasMissing }: Bins): Positions {
  const offsets = new Int32Array(columns + 1)
  for (let c = 0; c < columns; c++) offsets[c + 1] = offsets[c] + counts[c] + hasMissing[c]
  const padding = offsets[columns]
  const width = Math.ceil(columns / LANES) * LANES
  const data = padding < 2 ** 16 ? new Uint16Array(rows * width) : new Uint32Array(rows * width)
  for (let lane = 0; lane < width; lane++) {
    for (let r = 0, i = lane; r < rows; r++, i += width) {
      data[i] = lane < columns ? offsets[lane] + codes[lane * rows + r] : padding
    }
  }
  return { data, width, offsets, length: padding + 1 }
}
