import type { Matrix } from '../matrix.ts'
import { squaredDistance } from './squaredDistance.ts'

/** What is known of distances between rows and centres, while the centres move. */
export interface Bounds {
  /** Of the distance of each row from its centre, at most. */
  readonly upper: Float64Array
  /** Of the distance of each row from every other centre, at least. */
  readonly lower: Float64Array
  /** Of the distance of each row from each centre, at least, plus how far that centre had moved when it was found. */
  readonly each: Float32Array
  /** How far each centre has moved since the start, and in its last move. */
  readonly travelled: Float64Array
  readonly shifts: Float64Array
}

export function createBounds(distances: Float64Array, centres: number): Bounds {
  return {
    upper: distances.slice(),
    lower: new Float64Array(distances.length),
    each: new Float32Array(distances.length * centres),
    travelled: new Float64Array(centres),
    shifts: new Float64Array(centres),
  }
}

/**
 * Gives each row its nearest centre after the centres have moved. Most rows need no distance for it, as one bound holds
 * for all other centres (Hamerly 2010), and most others few, as there is a bound for each centre (Elkan 2003).
 *
 * @returns the rows that changed, each followed by its centre before
 */
export function reassign(
  { data, rows, columns }: Matrix,
  { data: centres, rows: count }: Matrix,
  labels: Int32Array,
  { upper, lower, each, travelled, shifts }: Bounds,
): readonly number[] {
  const { between, halves } = measure(centres, count, columns)
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

    const own = row * count
    const exact = roundedDown(nearest + travelled[before])
    each[own + before] = Infinity
    let label = before
    let second = Infinity
    for (let k = 0; k < count; k++) {
      let bound = each[own + k] - travelled[k]
      if (bound < nearest) {
        bound = between[label * count + k] - nearest
        if (bound < nearest) bound = Math.sqrt(squaredDistance(data, at, centres, k * columns, columns))
        each[own + k] = roundedDown(bound + travelled[k])
        if (bound < nearest) {
          second = nearest
          nearest = bound
          label = k
          continue
        }
      }
      if (bound < second) second = bound
    }
    each[own + before] = exact
    upper[row] = nearest
    lower[row] = second
    if (label === before) continue
    labels[row] = label
    changed.push(row, before)
  }
  return changed
}

/** Distances between the centres, and half the distance of each from the nearest other. */
function measure(centres: Float64Array, count: number, columns: number) {
  const between = new Float64Array(count * count)
  const halves = new Float64Array(count).fill(Infinity)
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < k; j++) {
      const distance = Math.sqrt(squaredDistance(centres, k * columns, centres, j * columns, columns))
      between[k * count + j] = distance
      between[j * count + k] = distance
      halves[k] = Math.min(halves[k], distance / 2)
      halves[j] = Math.min(halves[j], distance / 2)
    }
  }
  return { between, halves }
}

function largest(shifts: Float64Array) {
  let furthest = 0
  for (let k = 1; k < shifts.length; k++) if (shifts[k] > shifts[furthest]) furthest = k
  let second = 0
  for (let k = 0; k < shifts.length; k++) if (k !== furthest) second = Math.max(second, shifts[k])
  return { furthest, most: shifts[furthest], second }
}

/** What a Float32Array keeps of it is no more than `value`. */
const roundedDown = (value: number) => value * (1 - 2 ** -23)
