import type { Matrix } from '../matrix.ts'
import type { Distances } from '../simd/squaredDistances.ts'
import { createBounds, reassign } from './reassign.ts'
import { squaredDistance } from './squaredDistance.ts'

/** Centres, and for each row one of them with the distance from it: the nearest, or any other. */
export interface Assignment {
  readonly centres: Matrix
  readonly labels: Int32Array
  readonly distances: Float64Array
}

/**
 * Lloyd's iterations (1982) from the given assignment, the same as without bounds.
 *
 * @param tolerance ends when the squared shifts of the centres sum to this or less
 */
export function lloyd(
  features: Matrix,
  distances: Distances,
  start: Assignment,
  maxIter: number,
  tolerance: number,
) {
  const { data, rows, columns } = features
  const centres: Matrix = { ...start.centres, data: start.centres.data.slice() }
  const count = centres.rows
  const labels = start.labels.slice()
  const bounds = createBounds(start.distances, count)
  const sums = new Float64Array(count * columns)
  const sizes = new Float64Array(count)

  function add(row: number, label: number, sign: 1 | -1): void {
    const from = row * columns
    const to = label * columns
    for (let c = 0; c < columns; c++) sums[to + c] += sign * data[from + c]
    sizes[label] += sign
  }

  /** Gives a cluster that lost its rows the row that lies furthest from its own centre. */
  function fillEmpty(): void {
    for (let k = 0; k < count; k++) {
      if (sizes[k] > 0) continue
      let furthest = -1
      let chosen = -1
      for (let row = 0; row < rows; row++) {
        if (sizes[labels[row]] < 2) continue
        const square = squaredDistance(data, row * columns, centres.data, labels[row] * columns, columns)
        if (square > furthest) {
          furthest = square
          chosen = row
        }
      }
      add(chosen, labels[chosen], -1)
      add(chosen, k, 1)
      labels[chosen] = k
      bounds.upper[chosen] = Infinity
      bounds.lower[chosen] = 0
    }
  }

  /** Puts the centres into the means of their rows. @returns the sum of their squared shifts */
  function move(): number {
    let total = 0
    for (let k = 0; k < count; k++) {
      let square = 0
      for (let i = k * columns; i < (k + 1) * columns; i++) {
        const mean = sums[i] / sizes[k]
        square += (mean - centres.data[i]) ** 2
        centres.data[i] = mean
      }
      bounds.shifts[k] = Math.sqrt(square)
      total += square
    }
    return total
  }

  for (let row = 0; row < rows; row++) add(row, labels[row], 1)
  const step = () => {
    const changed = reassign(features, distances, centres, labels, bounds)
    for (let i = 0; i < changed.length; i += 2) {
      add(changed[i], changed[i + 1], -1)
      add(changed[i], labels[changed[i]], 1)
    }
    return changed.length
  }
  step()
  let iterations = 1
  for (; ; iterations++) {
    fillEmpty()
    const shift = move()
    if (step() === 0 || shift <= tolerance || iterations === maxIter) break
  }
  let inertia = 0
  for (let row = 0; row < rows; row++) {
    inertia += squaredDistance(data, row * columns, centres.data, labels[row] * columns, columns)
  }
  return { centres, labels, inertia, iterations }
}
