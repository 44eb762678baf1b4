import type { Matrix } from '../matrix.ts'
import type { NeighbourMetric, Search } from '../nearestNeighbours.ts'
import { dotProductsIn, together, unrolled } from '../simd/dotProducts.ts'
import { takeSingles } from '../simd/memory.ts'
import { topN } from '../topN.ts'

/** Queries whose products are computed together. */
const block = 5 * together.few
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
  const width = Math.ceil((columns + 1) / unrolled) * unrolled
  const count = Math.ceil(rows.rows / together.many) * together.many
  const { memory, arrays } = takeSingles(
    { name: 'rows', rows: rows.rows, columns },
    {
      singles: count * width,
      asked: block * width,
      products: block * count,
    },
  )
  const { singles, asked, products } = arrays
  const dotProducts = dotProductsIn(memory)
  const bytes = width * together.many * 4
  const tile = Math.max(1, Math.floor(tileBytes / bytes)) * together.many

  const cosine = metric === 'cosine'
  const norms = { rows: normsOf(rows), queries: normsOf(queries) }
  const largest = Math.max(maximum(norms.rows), maximum(norms.queries)) || 1
  if (largest === Infinity) throw new RangeError('rows or queries: a row has no finite length')
  /** Of at most length 1, so that no product overflows. */
  const scale = (norm: number) => (cosine ? (norm === 0 ? 0 : 1 / norm) : 1 / largest)
  /** Writes a row, and one more number, among those that lie together. */
  const write = (
    matrix: Matrix,
    row: number,
    factor: number,
    more: number,
    to: Float32Array,
    place: number,
    many: number,
  ) => {
    let at = (place - (place % many)) * width + (place % many)
    const end = (row + 1) * columns
    for (let c = row * columns; c < end; c++, at += many) to[at] = matrix.data[c] * factor
    to[at] = more
  }
  /** The product less half the row's square falls with the distance. */
  for (let r = 0; r < rows.rows; r++) {
    const norm = norms.rows[r]
    const square = cosine ? 0 : (norm / largest) ** 2
    write(rows, r, scale(norm), -square / 2, singles, r, together.many)
  }
  const bound = (columns + 10) * (unit + tiny) * 2
  const best = new Float64Array(rows.rows)
  const places = new Int32Array(rows.rows)

  const multiply = (first: number) => {
    asked.fill(0)
    for (let n = 0; n < Math.min(block, queries.rows - first); n++) {
      write(queries, first + n, scale(norms.queries[first + n]), 1, asked, n, together.few)
    }
    for (let row = 0; row < count; row += tile) {
      const start = singles.byteOffset + row * width * 4
      const end = singles.byteOffset + Math.min(count, row + tile) * width * 4
      for (let n = 0; n < block; n += together.few) {
        const out = products.byteOffset + (n * count + row) * 4
        dotProducts(asked.byteOffset + n * width * 4, start, end, bytes, out, count * 4)
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
    const nearness = products.subarray(from, from + rows.rows)
    const kept = likely(nearness, self ? query : -1, 2 * bound, best.subarray(0, indices.length), places)
    const candidates = places.subarray(0, kept)
    const found = new Float64Array(kept)
    for (let n = 0; n < kept; n++) found[n] = -exactly(query, candidates[n])
    const nearest = topN(found, indices.length)
    nearest.forEach((place, n) => {
      indices[n] = candidates[place]
      distances[n] = -found[place]
    })
  }
}

/** Writes the places of all that are not lower than as many of the greatest as `best` holds by more than `slack`. */
function likely(
  values: Float32Array,
  excluded: number,
  slack: number,
  best: Float64Array,
  places: Int32Array,
): number {
  const last = best.length - 1
  best.fill(Number.NEGATIVE_INFINITY)
  let least = Number.NEGATIVE_INFINITY
  let found = 0
  for (
    let place = nextFrom(values, 0, least);
    place < values.length;
    place = nextFrom(values, place + 1, least)
  ) {
    if (place === excluded) continue
    const value = values[place]
    places[found++] = place
    if (value <= best[last]) continue
    let at = last
    for (; at > 0 && best[at - 1] < value; at--) best[at] = best[at - 1]
    best[at] = value
    least = best[last] - slack
  }
  let count = 0
  for (let n = 0; n < found; n++) if (values[places[n]] >= least) places[count++] = places[n]
  return count
}

function nextFrom(values: Float32Array, from: number, least: number): number {
  let place = from
  while (place < values.length && values[place] < least) place++
  return place
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
