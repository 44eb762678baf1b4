import { type Matrix, rowOf, takeRows } from '../matrix.ts'
import type { Random } from '../random.ts'
import { atOnce, type Distances } from '../simd/squaredDistances.ts'
import type { Assignment } from './lloyd.ts'

/** Candidates for each of so many centres. */
export const trialsFor = (count: number): number => 2 + Math.floor(Math.log(count))

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each is the best of 2 + ln k rows drawn with
 * probabilities proportional to their squared distance from the centres so far.
 *
 * @returns with the nearest centre of each row
 */
export function chooseCentres(
  features: Matrix,
  distances: Distances,
  count: number,
  random: Random,
): Assignment {
  const { rows, columns } = features
  const centres: Matrix = { data: new Float64Array(count * columns), rows: count, columns }
  const squares = new Float64Array(rows).fill(Infinity)
  const labels = new Int32Array(rows)
  let chosen = rowOf(features, random.integer(rows))
  for (let label = 0; ; ) {
    centres.data.set(chosen, label * columns)
    takeNearer(distances, chosen, label, squares, labels)
    if (++label === count) break
    const candidates = takeRows(features, draw(squares, trialsFor(count), random))
    const gains = gainsOf(distances, candidates, squares)
    chosen = rowOf(candidates, gains.indexOf(Math.max(...gains)))
  }
  return { centres, labels, distances: squares.map((square) => Math.sqrt(square)) }
}

/** By how much each candidate would lower the sum of the squared distances. */
function gainsOf(distances: Distances, candidates: Matrix, nearest: Float64Array): Float64Array {
  const trials = candidates.rows
  distances.aim(candidates.data, trials)
  const { step } = distances
  const gains = new Float64Array(trials)
  for (let start = 0; start < nearest.length; start += atOnce) {
    const end = Math.min(nearest.length, start + atOnce)
    const squares = distances.measure(start, end)
    for (let r = start, at = 0; r < end; r++, at += step) {
      const now = nearest[r]
      for (let t = 0; t < trials; t++) gains[t] += Math.max(0, now - squares[at + t])
    }
  }
  return gains
}

/** Gives the rows that are nearer to a new centre to it. */
function takeNearer(
  distances: Distances,
  centre: Float64Array,
  label: number,
  nearest: Float64Array,
  labels: Int32Array,
): void {
  distances.aim(centre, 1)
  const { step } = distances
  for (let start = 0; start < nearest.length; start += atOnce) {
    const end = Math.min(nearest.length, start + atOnce)
    const squares = distances.measure(start, end)
    for (let r = start, at = 0; r < end; r++, at += step) {
      if (squares[at] >= nearest[r]) continue
      nearest[r] = squares[at]
      labels[r] = label
    }
  }
}

/** Rows with probabilities proportional to their weights; any row if all weights are 0. */
function draw(weights: Float64Array, count: number, random: Random): Int32Array {
  let total = 0
  for (let r = 0; r < weights.length; r++) total += weights[r]
  const places = Float64Array.from({ length: count }, () => random.uniform() * total).sort()
  const drawn = new Int32Array(count)
  let sum = 0
  let r = 0
  for (let i = 0; i < count; i++) {
    while (r < weights.length - 1 && sum + weights[r] <= places[i]) sum += weights[r++]
    drawn[i] = r
  }
  return drawn
}
