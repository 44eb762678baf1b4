import type { Matrix } from '../matrix.ts'
import type { NeighbourMetric, Search } from '../nearestNeighbours.ts'
import { dotProductsIn } from '../simd/dotProducts.ts'
import { vectorMemory } from '../simd/vectorMemory.ts'
import { topN } from '../topN.ts'

/** Queries whose products are computed together; a multiple of 4. */
const block = 32
/** Of rows that stay in the nearest cache meanwhile. */
const tileBytes = 16_384
/** Largest relative error of rounding to single precision. */
const unit = 2 ** -24
/** Largest absolute error of rounding where that is greater. */
const tiny = 2 ** -126

/**
 * Products of single precision tell which rows can be among the nearest, by a bound on their rounding errors (Higham
 * 2002, "Accuracy and stability of numerical algorithms", 3.1); the distances of those few are of double precision.
 */
export function denseSearch(rows: Matrix, queries: Matrix, metric: NeighbourMetric, self: boolean): Search {
  const { columns } = rows
  const width = Math.ceil(columns / 8) * 8
  const count = Math.ceil(rows.rows / 2) * 2
  const { memory, float32 } = vectorMemory([count * width, block * width, block * count])
  const singles = float32(count * width)
  const asked = float32(block * width)
  const products = float32(block * count)
  const dotProducts = dotProductsIn(memory)
  const bytes = width * 4
  const tile = Math.max(2, Math.floor(tileBytes / bytes / 2) * 2)

  const cosine = metric === 'cosine'
  const norms = { rows: normsOf(rows), queries: normsOf(queries) }
  const largest = Math.max(maximum(norms.rows), maximum(norms.queries)) || 1
  if (largest === Infinity) throw new RangeError('rows or queries: a row has no finite length')
  /** Of at most length 1, so that no product overflows. */
  const scale = (norm: number) => (cosine ? (norm === 0 ? 0 : 1 / norm) : 1 / largest)
  const scaled = (matrix: Matrix, row: number, norm: number, to: Float32Array, place: number) => {
    for (let c = 0; c < columns; c++) to[place * width + c] = matrix.data[row * columns + c] * scale(norm)
  }
  for (let r = 0; r < rows.rows; r++) scaled(rows, r, norms.rows[r], singles, r)
  const squares = norms.rows.map((norm) => (cosine ? 0 : (norm * scale(norm)) ** 2))
  const bound = (columns + 8) * (unit + tiny) * 2
  const nearness = new Float64Array(rows.rows)

  const multiply = (first: number) => {
    asked.fill(0)
    for (let n = 0; n < Math.min(block, queries.rows - first); n++) {
      scaled(queries, first + n, norms.queries[first + n], asked, n)
    }
    for (let row = 0; row < count; row += tile) {
      const start = singles.byteOffset + row * bytes
      const end = singles.byteOffset + Math.min(count, row + tile) * bytes
      for (let n = 0; n < block; n += 4) {
        const out = products.byteOffset + (n * count + row) * 4
        dotProducts(asked.byteOffset + n * bytes, start, end, bytes, out, count * 4)
      }
    }
  }
  const exactly = (query: number, row: number) =>
    cosine
      ? cosineDistance(queries, query, norms.queries[query], rows, row, norms.rows[row])
      : euclideanDistance(queries, query, rows, row)

  return (query, indices, distances) => {
    if (query % block === 0) multiply(query)
    const from = (query % block) * count
    rank(products.subarray(from, from + rows.rows), squares, nearness)
    if (self) nearness[query] = Number.NaN
    const least = nearness[topN(nearness, indices.length).at(-1)!] - 2 * bound
    const candidates = placesFrom(nearness, least)
    const found = Float64Array.from(candidates, (row) => exactly(query, row))
    const nearest = topN(
      found.map((distance) => -distance),
      indices.length,
    )
    nearest.forEach((place, n) => {
      indices[n] = candidates[place]
      distances[n] = found[place]
    })
  }
}

/** Twice the product less the row's square falls with the distance. */
function rank(products: Float32Array, squares: Float64Array, nearness: Float64Array): void {
  for (let row = 0; row < nearness.length; row++) nearness[row] = 2 * products[row] - squares[row]
}

function placesFrom(nearness: Float64Array, least: number): number[] {
  const places: number[] = []
  for (let row = 0; row < nearness.length; row++) if (nearness[row] >= least) places.push(row)
  return places
}

function euclideanDistance(a: Matrix, i: number, b: Matrix, j: number): number {
  let sum = 0
  for (let c = 0; c < a.columns; c++) sum += (a.data[i * a.columns + c] - b.data[j * a.columns + c]) ** 2
  return Math.sqrt(sum)
}

function cosineDistance(a: Matrix, i: number, normA: number, b: Matrix, j: number, normB: number): number {
  if (normA === 0 || normB === 0) return 1
  let sum = 0
  for (let c = 0; c < a.columns; c++) sum += a.data[i * a.columns + c] * b.data[j * a.columns + c]
  return Math.max(0, 1 - sum / (normA * normB))
}

function normsOf({ data, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let c = 0; c < columns; c++) sum += data[r * columns + c] ** 2
    norms[r] = Math.sqrt(sum)
  }
  return norms
}

const maximum = (values: Float64Array) => values.reduce((most, value) => Math.max(most, value), 0)
