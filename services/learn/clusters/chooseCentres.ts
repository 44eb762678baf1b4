import { type Matrix, rowOf, takeRows } from '../matrix.ts'
import type { Random } from '../random.ts'
import type { Assignment } from './lloyd.ts'
import { squaredDistance } from './squaredDistance.ts'

/**
 * First centres by greedy k-means++ (Arthur and Vassilvitskii 2007): each is the best of 2 + ln k rows drawn with
 * probabilities proportional to their squared distance from the centres so far. A row is not looked at if its centre
 * is less than half as far from it as from the candidate (Raff 2021).
 *
 * @returns with the nearest centre of each row
 */
export function chooseCentres(features: Matrix, count: number, random: Random): Assignment {
  const { data, rows, columns } = features
  const trials = 2 + Math.floor(Math.log(count))
  const centres: Matrix = { data: new Float64Array(count * columns), rows: count, columns }
  const squares = new Float64Array(rows)
  const labels = new Int32Array(rows)

  const first = random.integer(rows)
  centres.data.set(rowOf(features, first))
  for (let r = 0; r < rows; r++)
    squares[r] = squaredDistance(data, r * columns, data, first * columns, columns)

  for (let chosen = 1; chosen < count; chosen++) {
    const candidates = takeRows(features, draw(squares, trials, random))
    const enough = quarterSquares(candidates, centres, chosen)
    const gains = gainsOf(features, candidates, squares, labels, enough)
    const best = gains.indexOf(Math.max(...gains))
    centres.data.set(rowOf(candidates, best), chosen * columns)
    for (let r = 0; r < rows; r++) {
      if (squares[r] <= enough[labels[r] * trials + best]) continue
      const square = squaredDistance(data, r * columns, centres.data, chosen * columns, columns)
      if (square >= squares[r]) continue
      squares[r] = square
      labels[r] = chosen
    }
  }
  return { centres, labels, distances: squares.map((square) => Math.sqrt(square)) }
}

/** By how much each candidate would lower the sum of the squared distances. */
function gainsOf(
  { data, rows, columns }: Matrix,
  candidates: Matrix,
  squares: Float64Array,
  labels: Int32Array,
  enough: Float64Array,
): Float64Array {
  const trials = candidates.rows
  const gains = new Float64Array(trials)
  for (let r = 0; r < rows; r++) {
    const now = squares[r]
    const known = labels[r] * trials
    for (let t = 0; t < trials; t++) {
      if (now <= enough[known + t]) continue
      const square = squaredDistance(data, r * columns, candidates.data, t * columns, columns)
      if (square < now) gains[t] += now - square
    }
  }
  return gains
}

/** Squared half distances between the centres so far and the candidates, row-major. */
function quarterSquares(candidates: Matrix, centres: Matrix, chosen: number): Float64Array {
  const { rows, columns } = candidates
  const squares = new Float64Array(chosen * rows)
  for (let i = 0; i < squares.length; i++) {
    const centre = Math.floor(i / rows) * columns
    squares[i] = squaredDistance(centres.data, centre, candidates.data, (i % rows) * columns, columns) / 4
  }
  return squares
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
