import type { Matrix } from '../matrix.ts'
import type { Distances } from '../simd/squaredDistances.ts'
import { squaredDistance } from './squaredDistance.ts'

/** What is known of distances between rows and centres, while the centres move. */
export interface Bounds {
  /** Of the distance of each row from its centre, at most. */
  readonly upper: Float64Array
  /** Of the distance of each row from every other centre, at least. */
  readonly lower: Float64Array
  /** How far each centre has moved last. */
  readonly shifts: Float64Array
}

export function createBounds(distances: Float64Array, centres: number): Bounds {
  return {
    upper: distances.slice(),
    lower: new Float64Array(distances.length),
    shifts: new Float64Array(centres),
  }
}

/**
 * Gives each row its nearest centre after the centres have moved. Most rows need one distance for it or none, as one
 * bound holds for all other centres (Hamerly 2010).
 *
 * @returns the rows that changed, each followed by its centre before
 */
export function reassign(
  { data, rows, columns }: Matrix,
  distances: Distances,
  { data: centres, rows: count }: Matrix,
  labels: Int32Array,
  { upper, lower, shifts }: Bounds,
): readonly number[] {
  distances.aim(centres, count)
  const halves = halfDistances(centres, count, columns)
  const { furthest, most, second: secondMost } = largest(shifts)
  const changed: number[] = []
  for (let row = 0; row < rows; row++) {
    const before = labels[row]
    const lowest = lower[row] - (before === furthest ? secondMost : most)
    const enough = lowest > halves[before] ? lowest : halves[before]
    let nearest = upper[row] + shifts[before]
    lower[row] = lowest
    upper[row] = nearest
    if (nearest <= enough) continue
    const at = row * columns
    nearest = Math.sqrt(squaredDistance(data, at, centres, before * columns, columns))
    upper[row] = nearest
    if (nearest <= enough) continue

    const squares = distances.measure(row, row + 1)
    let label = before
    let first = squares[before]
    let second = Infinity
    for (let k = 0; k < count; k++) {
      const square = squares[k]
      if (square < first) {
        second = first
        first = square
        label = k
      } else if (square < second && k !== label) {
        second = square
      }
    }
    upper[row] = Math.sqrt(first)
    lower[row] = Math.sqrt(second)
    if (label === before) continue
    labels[row] = label
    changed.push(row, before)
  }
  return changed
}

/** Half the distance of each centre from the nearest other. */
function halfDistances(centres: Float64Array, count: number, columns: number): Float64Array {
  const halves = new Float64Array(count).fill(Infinity)
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < k; j++) {
      const half = Math.sqrt(squaredDistance(centres, k * columns, centres, j * columns, columns)) / 2
      halves[k] = Math.min(halves[k], half)
      halves[j] = Math.min(halves[j], half)
    }
  }
  return halves
}

function largest(shifts: Float64Array) {
  let furthest = 0
  for (let k = 1; k < shifts.length; k++) if (shifts[k] > shifts[furthest]) furthest = k
  let second = 0
  for (let k = 0; k < shifts.length; k++) if (k !== furthest) second = Math.max(second, shifts[k])
  return { furthest, most: shifts[furthest], second }
}
