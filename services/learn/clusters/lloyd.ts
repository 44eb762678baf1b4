import type { Matrix } from '../matrix.ts'
import { createReview, type ReviewedRows } from './review.ts'
import { squaredDistance } from './squaredDistance.ts'

/**
 * Lloyd's iterations (1982), of double precision.
 *
 * @param table - of the same features
 * @returns the function that runs them from given centres, until the squared shifts of the centres sum to the tolerance
 *   or less
 */
export function createLloyd(features: Matrix, table: ReviewedRows, count: number) {
  const { data, rows, columns } = features
  const { means } = table
  const { labels, review } = createReview(features, table, count)
  const sums = new Float64Array(count * columns)
  const sizes = new Float64Array(count)

  function add(row: number, label: number, sign: 1 | -1): void {
    const from = row * columns
    const to = label * columns
    for (let c = 0; c < columns; c++) sums[to + c] += sign * (data[from + c] - means[c])
    sizes[label] += sign
  }

  function give(row: number, label: number): void {
    if (labels[row] >= 0) add(row, labels[row], -1)
    add(row, label, 1)
    labels[row] = label
  }

  /** Gives a cluster that lost its rows the row that lies furthest from its own centre. */
  function fillEmpty(centres: Float64Array): void {
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
      give(chosen, k)
    }
  }

  /** Puts the centres into the means of their rows. @returns the sum of their squared shifts */
  function move(centres: Float64Array): number {
    let total = 0
    for (let k = 0, i = 0; k < count; k++) {
      for (let c = 0; c < columns; c++, i++) {
        const mean = means[c] + sums[i] / sizes[k]
        total += (mean - centres[i]) ** 2
        centres[i] = mean
      }
    }
    return total
  }

  return (start: Matrix, maxIter: number, tolerance: number) => {
    const centres = { ...start, data: start.data.slice() }
    sums.fill(0)
    sizes.fill(0)
    labels.fill(-1)
    review(centres.data, give)
    let iterations = 1
    for (; ; iterations++) {
      fillEmpty(centres.data)
      const shift = move(centres.data)
      if (review(centres.data, give) === 0 || shift <= tolerance || iterations === maxIter) break
    }
    let inertia = 0
    for (let row = 0; row < rows; row++) {
      inertia += squaredDistance(data, row * columns, centres.data, labels[row] * columns, columns)
    }
    return { centres, labels: labels.slice(0, rows), inertia, iterations }
  }
}
