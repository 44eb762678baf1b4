import type { Bins } from './bins.ts'

const MAX_BUNDLE_BINS = 256
/** Columns of codes are padded to a multiple of this: the width to which the counting loop is unrolled. */
export const LANES = 2

/**
 * Columns of few bins, counted as one column of all their combinations: fewer additions per row, and the histogram
 * of each column is the sum over the others' bins. Nothing is approximated.
 */
export interface Bundles {
  /** Row-major, `width` numbers per row: positions in a histogram of all combinations. */
  readonly positions: Uint16Array | Uint32Array
  readonly width: number
  /** Length of a histogram of all combinations. */
  readonly length: number
  /** Combination `from[i]` is part of the bin `to[i]` of a single column. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** Where each column's bins begin in the histogram of single columns, and at the end its length. */
  readonly offsets: Int32Array
}

export function bundleColumns(bins: Bins): Bundles {
  const { rows, columns, codes, counts, hasMissing } = bins
  const sizes = Int32Array.from(counts, (count, c) => count + hasMissing[c])
  const offsets = new Int32Array(columns + 1)
  for (let c = 0; c < columns; c++) offsets[c + 1] = offsets[c] + sizes[c]

  const groups = groupColumns(sizes)
  const width = Math.ceil(groups.length / LANES) * LANES
  const length = groups.reduce((sum, group) => sum + group.reduce((product, c) => product * sizes[c], 1), 1)
  const positions = length <= 2 ** 16 ? new Uint16Array(rows * width) : new Uint32Array(rows * width)
  const from: number[] = []
  const to: number[] = []
  let start = 0
  groups.forEach((group, g) => {
    let stride = 1
    for (const c of group) {
      for (let r = 0, i = g; r < rows; r++, i += width) positions[i] += stride * codes[c * rows + r]
      stride *= sizes[c]
    }
    for (let r = 0, i = g; r < rows; r++, i += width) positions[i] += start
    for (let combination = 0; combination < stride; combination++) {
      let rest = combination
      for (const c of group) {
        from.push(start + combination)
        to.push(offsets[c] + (rest % sizes[c]))
        rest = Math.floor(rest / sizes[c])
      }
    }
    start += stride
  })
  for (let lane = groups.length; lane < width; lane++) {
    for (let i = lane; i < positions.length; i += width) positions[i] = start
  }
  return { positions, width, length, from: Uint32Array.from(from), to: Uint32Array.from(to), offsets }
}

/** First fit of the columns, those of most bins first, into groups of at most `MAX_BUNDLE_BINS` combinations. */
function groupColumns(sizes: Int32Array): number[][] {
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b] - sizes[a] || a - b)
  const groups: { combinations: number; columns: number[] }[] = []
  for (const c of order) {
    const group = groups.find(({ combinations }) => combinations * sizes[c] <= MAX_BUNDLE_BINS)
    if (group === undefined) {
      groups.push({ combinations: sizes[c], columns: [c] })
    } else {
      group.combinations *= sizes[c]
      group.columns.push(c)
    }
  }
  return groups.map(({ columns }) => columns)
}
