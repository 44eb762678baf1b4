import type { Matrix } from '../matrix.ts'
import { foundBytes, nearestCentresIn } from '../simd/nearestCentres.ts'
import type { RowBlocks } from './rowBlocks.ts'
import { squaredDistance } from './squaredDistance.ts'

/** Of the arrays that the review needs in the memory of the rows. */
export const reviewLengths = (rows: number, columns: number, count: number) => {
  const blocks = Math.ceil(rows / 8)
  return {
    groups: Math.ceil(count / 4) * 4 * (1 + columns),
    places: blocks * 8,
    entries: (blocks * foundBytes) / 4,
    bounds: blocks,
  }
}

/** Rows in a memory where a review finds its arrays. */
export type ReviewedRows = RowBlocks<keyof ReturnType<typeof reviewLengths>>

/** Bound on the rounding error of a product in single precision, as a share of the sum of both squared lengths. */
const errorOf = (columns: number) => 1.01 * (columns + 4) * 2 ** -24

/**
 * Head of a row x in `nearestCentres` as a share of its squared length. As the scores of centres c are lowered by their
 * share of the error, the least is right if the second lies above it by 2 error (x² + c²), and c² <= 4 x² + 4 times the
 * least.
 */
export const headShare = (columns: number): number => 10.5 * errorOf(columns)

/**
 * Looks for rows whose nearest centre is another than before. Products of single precision tell them, by a bound on
 * their rounding errors (Higham 2002, "Accuracy and stability of numerical algorithms", 3.1); for the few rows in doubt
 * distances are computed in double precision. A block of rows is passed over while no other centre can be nearest.
 */
export function createReview({ data, rows, columns }: Matrix, table: ReviewedRows, count: number) {
  const { memory, numbers, width, shifts, scale } = table
  const error = errorOf(columns)
  const { groups, places, entries, bounds } = table.arrays
  /** The centre of each row; -1 is none. */
  const labels = new Int32Array(memory.buffer, places.byteOffset, places.length)
  const found = new Int32Array(memory.buffer, entries.byteOffset, entries.length)
  const nearestCentres = nearestCentresIn(memory)
  const aimed = new Float64Array(count * columns)
  /** Sum of how far the two centres that moved furthest have moved from one review to the next, scaled. */
  let moved = 0

  /** The next review looks at all rows. */
  function restart(centres: Float64Array): void {
    aimed.set(centres)
    moved = 0
    bounds.fill(0)
  }

  function aim(centres: Float64Array): void {
    const paths = Array.from({ length: count }, (_, k) =>
      Math.sqrt(squaredDistance(centres, k * columns, aimed, k * columns, columns)),
    ).sort((a, b) => b - a)
    moved += (paths[0] + (paths[1] ?? 0)) * scale
    aimed.set(centres)
    for (let k = 0; k < Math.ceil(count / 4) * 4; k++) {
      const head = (k >> 2) * 4 * (1 + columns) + (k & 3)
      let square = k < count ? 0 : Infinity
      for (let c = 0, at = head + 4; c < columns && k < count; c++, at += 4) {
        const number = (shifts[c] - centres[k * columns + c]) * scale
        square += number * number
        groups[at] = number
      }
      groups[head] = (0.5 - error) * square
    }
  }

  /** The one before, if none is nearer. */
  function nearest(row: number, centres: Float64Array): number {
    const squareOf = (k: number) => squaredDistance(data, row * columns, centres, k * columns, columns)
    let label = Math.max(0, labels[row])
    let least = squareOf(label)
    for (let k = 0; k < count; k++) {
      const square = squareOf(k)
      if (square >= least) continue
      least = square
      label = k
    }
    return label
  }

  /** Calls with each such row and its nearest centre. @returns how many they are */
  function review(centres: Float64Array, change: (row: number, label: number) => void): number {
    aim(centres)
    const end = nearestCentres(
      numbers.byteOffset,
      numbers.byteOffset + numbers.byteLength,
      width,
      groups.byteOffset,
      groups.byteOffset + groups.byteLength,
      labels.byteOffset,
      found.byteOffset,
      8.4 * error,
      headShare(columns),
      bounds.byteOffset,
      moved * 1.000001,
    )
    let changes = 0
    for (let at = 0; at < ((end - found.byteOffset) >>> 0) / 4; at += foundBytes / 4) {
      const first = ((found[at] - labels.byteOffset) >>> 0) / 4
      for (let mask = found[at + 1]; mask !== 0; mask &= mask - 1) {
        const n = 31 - Math.clz32(mask & -mask)
        const row = first + n
        if (row >= rows) break
        const label = (found[at + 2] >> n) & 1 ? nearest(row, centres) : found[at + 4 + n]
        if (label === labels[row]) continue
        change(row, label)
        changes++
      }
    }
    return changes
  }

  return { labels, review, restart }
}
