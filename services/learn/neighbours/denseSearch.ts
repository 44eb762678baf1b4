import { dot } from '../dot.ts'
import type { Matrix } from '../matrix.ts'
import type { Neighbours, Search } from '../nearestNeighbours.ts'
import { type Candidates, mostCandidates, takeCandidates } from './candidates.ts'
import { likelyRows } from './likelyRows.ts'

/** Computes distances of double precision to those few rows that by products of single precision may be the nearest. */
export function denseSearch(rows: Matrix, queries: Matrix, { metric, self, nNeighbors }: Search): Neighbours {
  const rowNorms = normsOf(rows)
  const queryNorms = self ? rowNorms : normsOf(queries)
  const largest = Math.max(maximum(rowNorms), maximum(queryNorms)) || 1
  if (largest === Infinity) throw new RangeError('rows or queries: a row has no finite length')
  const cosine = metric === 'cosine'
  /** With half the squares taken off, products are half the squared distances, negative. */
  const scaled = (matrix: Matrix, norms: Float64Array) => ({
    matrix,
    scales: norms.map((norm) => (cosine ? (norm === 0 ? 0 : 1 / norm) : 1 / largest)),
    offsets: norms.map((norm) => (cosine ? 0 : -((norm / largest) ** 2) / 2)),
  })
  const ofRows = scaled(rows, rowNorms)
  const pairs = { rows, queries, rowNorms, queryNorms, cosine }
  const ofQueries = self ? ofRows : scaled(queries, queryNorms)
  const candidates = likelyRows(ofRows, ofQueries, nNeighbors, (query, row) => distanceOf(pairs, query, row))
  const likely = new Int32Array(mostCandidates(nNeighbors))
  const found = {
    indices: new Int32Array(queries.rows * nNeighbors),
    distances: new Float64Array(queries.rows * nNeighbors),
  }
  for (let query = 0; query < queries.rows; query++) takeNearest(candidates, pairs, query, likely, found)
  candidates.release()
  return found
}

function takeNearest(
  candidates: Candidates,
  pairs: Pairs,
  query: number,
  likely: Int32Array,
  found: Neighbours,
): void {
  const { nNeighbors } = candidates
  const count = takeCandidates(candidates, query, likely)
  let kept = 0
  for (let n = 0; n < count; n++) {
    const distance = distanceOf(pairs, query, likely[n])
    kept = keep(found, query * nNeighbors, kept, nNeighbors, likely[n], distance)
  }
}

/** Puts a row in order among those kept if it is one of the nearest; gives how many are kept then. */
function keep(
  { indices, distances }: Neighbours,
  start: number,
  kept: number,
  most: number,
  row: number,
  distance: number,
): number {
  let n = start + kept
  for (; n > start; n--) {
    const other = distances[n - 1]
    if (other < distance || (other === distance && indices[n - 1] < row)) break
    if (n === start + most) continue
    distances[n] = other
    indices[n] = indices[n - 1]
  }
  if (n === start + most) return most
  distances[n] = distance
  indices[n] = row
  return Math.min(kept + 1, most)
}

interface Pairs {
  readonly rows: Matrix
  readonly queries: Matrix
  readonly rowNorms: Float64Array
  readonly queryNorms: Float64Array
  readonly cosine: boolean
}

function distanceOf(
  { rows, queries, rowNorms, queryNorms, cosine }: Pairs,
  query: number,
  row: number,
): number {
  return cosine
    ? cosineDistance(queries, query, queryNorms[query], rows, row, rowNorms[row])
    : euclideanDistance(queries, query, rows, row)
}

function euclideanDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let even = 0
  let odd = 0
  let p = i * a.columns
  let q = j * b.columns
  const end = p + a.columns
  for (; p + 1 < end; p += 2, q += 2) {
    const d = a.data[p] - b.data[q]
    const e = a.data[p + 1] - b.data[q + 1]
    even += d * d
    odd += e * e
  }
  if (p < end) even += (a.data[p] - b.data[q]) ** 2
  return Math.sqrt(even + odd)
}

function cosineDistance(a: Matrix, i: number, normA: number, b: Matrix, j: number, normB: number): number {
  if (normA === 0 || normB === 0) return 1
  return Math.max(0, 1 - dot(a.data, i * a.columns, b.data, a.columns, j * a.columns) / (normA * normB))
}

function normsOf({ data, rows, columns }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) =>
    Math.sqrt(dot(data, r * columns, data, columns, r * columns)),
  )
}

const maximum = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0)
