import type { Matrix } from '../matrix.ts'
import { labelledRowsIn } from '../simd/labelledRows.ts'
import { createReview, reviewLengths } from './review.ts'
import { doublesIn, type RowBlocks } from './rowBlocks.ts'
import { squaredDistance } from './squaredDistance.ts'

/** Of the arrays that the iterations need in the memory of the rows. */
export const lloydLengths = (rows: number, columns: number, count: number) => ({
  ...reviewLengths(rows, columns, count),
  clusterSums: 2 * count * columns,
  centres: 2 * count * columns,
  inertia: 4,
})

/**
 * Lloyd's iterations (1982), of double precision.
 *
 * @param table - of the same features
 * @returns the function that runs them from given centres, until the squared shifts of the centres sum to no more than
 *   `tol` times the mean variance of the columns
 */
export function createLloyd(
  features: Matrix,
  table: RowBlocks<keyof ReturnType<typeof lloydLengths>>,
  count: number,
) {
  const { data, rows, columns } = features
  const { shifts, meanSquare, visitRows, arrays } = table
  const { labels, review, restart } = createReview(features, table, count)
  const { addRows, addSquares } = labelledRowsIn(table.memory)
  const [sums, centres, inertia] = [arrays.clusterSums, arrays.centres, arrays.inertia].map(doublesIn)
  const sizes = new Float64Array(count)

  /** Gives each row to its nearest centre. */
  function giveAll(): void {
    labels.fill(-1)
    restart(centres)
    review(centres, (row, label) => {
      labels[row] = label
    })
    sums.fill(0)
    visitRows((start, end, first) => {
      const labelsAt = labels.byteOffset + 4 * first
      addRows(start, end, columns * 8, labelsAt, sums.byteOffset, shifts.byteOffset)
    })
    sizes.fill(0)
    for (let row = 0; row < rows; row++) sizes[labels[row]]++
  }

  function give(row: number, label: number): void {
    const before = labels[row]
    for (let c = 0; c < columns; c++) {
      const number = data[row * columns + c] - shifts[c]
      sums[before * columns + c] -= number
      sums[label * columns + c] += number
    }
    sizes[before]--
    sizes[label]++
    labels[row] = label
  }

  /** Gives a cluster that lost its rows the row that lies furthest from its own centre; none if all lie on theirs. */
  function fillEmpty(): void {
    for (let k = 0; k < count; k++) {
      if (sizes[k] > 0) continue
      let furthest = -1
      let chosen = -1
      for (let row = 0; row < rows; row++) {
        if (sizes[labels[row]] < 2) continue
        const square = squaredDistance(data, row * columns, centres, labels[row] * columns, columns)
        if (square > furthest) {
          furthest = square
          chosen = row
        }
      }
      if (furthest === 0) return
      give(chosen, k)
    }
  }

  /** Puts the centres that have rows into their means. @returns the sum of their squared shifts */
  function move(): number {
    let total = 0
    for (let k = 0; k < count; k++) {
      if (sizes[k] === 0) continue
      for (let c = 0, i = k * columns; c < columns; c++, i++) {
        const mean = shifts[c] + sums[i] / sizes[k]
        total += (mean - centres[i]) ** 2
        centres[i] = mean
      }
    }
    return total
  }

  /** Of the columns, the mean. */
  function variance(): number {
    let square = meanSquare
    for (let c = 0; c < columns; c++) {
      let sum = 0
      for (let i = c; i < sums.length; i += columns) sum += sums[i]
      square -= (sum / rows) ** 2 / columns
    }
    return Math.max(0, square)
  }

  return (start: Matrix, maxIter: number, tol: number) => {
    centres.set(start.data)
    giveAll()
    const tolerance = tol * variance()
    let iterations = 1
    for (; ; iterations++) {
      fillEmpty()
      const shift = move()
      if (review(centres, give) === 0 || shift <= tolerance || iterations === maxIter) break
    }
    inertia.fill(0)
    visitRows((from, end, first) => {
      const labelsAt = labels.byteOffset + 4 * first
      addSquares(from, end, columns * 8, labelsAt, centres.byteOffset, inertia.byteOffset)
    })
    return {
      centres: { ...start, data: centres.slice() },
      labels: labels.slice(0, rows),
      inertia: inertia[0] + inertia[1],
      iterations,
    }
  }
}
