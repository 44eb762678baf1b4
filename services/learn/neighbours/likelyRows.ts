import type { Matrix } from '../matrix.ts'
import { findBytes, likelyPairsIn, together, unrolled } from '../simd/likelyPairs.ts'
import { takeSingles } from '../simd/memory.ts'
import { type Candidates, mostCandidates, offer } from './candidates.ts'

/** Rows or queries, and what makes them comparable in single precision. */
export interface Scaled {
  readonly matrix: Matrix
  /** One per row: what its numbers are multiplied by, for a length of at most 1. */
  readonly scales: Float64Array
  /** One per row: what is added to products, from -0.5 to 0. */
  readonly offsets: Float64Array
}

/** Queries that meet the same rows one after the other. */
const block = 5 * together.few
/** Of rows that stay in the nearest cache meanwhile. */
const tileBytes = 16_384
/** Largest relative error of rounding to single precision. */
const unit = 2 ** -24
/** Largest absolute error of rounding where that is greater. */
const tiny = 2 ** -126
/** Less than any nearness, and an offset that makes every nearness less than that. */
const [least, never] = [-3, -4]

/**
 * Rows that may be among the nearest of each query: nearness is their product and both offsets, of single precision with
 * a bound on its rounding errors (Higham 2002, "Accuracy and stability of numerical algorithms", 3.1). Where the queries
 * are the rows, each two are multiplied once.
 *
 * @returns candidates, which are to be released after use
 */
export function likelyRows(
  rows: Scaled,
  queries: Scaled,
  nNeighbors: number,
  distance: Candidates['distance'],
): Candidates & { release(): void } {
  const self = rows === queries
  const { columns } = rows.matrix
  const width = Math.ceil((columns + 2) / unrolled) * unrolled
  const count = Math.ceil(rows.matrix.rows / together.many) * together.many
  const asked = queries.matrix.rows
  const bytes = width * together.many * 4
  const tile = Math.max(1, Math.floor(tileBytes / bytes)) * together.many
  const { memory, arrays, release } = takeSingles(
    { name: 'rows', rows: rows.matrix.rows, columns },
    {
      finds: (tile / together.many) * together.few * (findBytes / 4),
      enough: Math.max(asked + block, count),
      enoughOfRows: self ? 0 : count,
      few: block * width,
      many: count * width,
      nearness: 2 * asked * mostCandidates(nNeighbors),
    },
  )
  const { many, few, finds, nearness } = arrays
  const enough = arrays.enough.fill(least)
  const enoughOfRows = self ? enough : arrays.enoughOfRows.fill(Number.POSITIVE_INFINITY)
  const likelyPairs = likelyPairsIn(memory)
  const found = {
    products: finds,
    numbers: new Int32Array(memory.buffer, finds.byteOffset, finds.length),
    enoughOfRows: enoughOfRows.byteOffset,
  }
  const candidates = {
    nNeighbors,
    slack: 4 * (columns + 10) * (unit + tiny),
    enough: enough.subarray(0, asked),
    counts: new Int32Array(asked),
    rows: new Int32Array(memory.buffer, nearness.byteOffset, nearness.length),
    nearness: nearness.subarray(1),
    scratch: new Float32Array(mostCandidates(nNeighbors)),
    distance,
    release,
  }

  for (let r = 0; r < count; r++) write(rows, r, many, r, together.many)
  for (let first = 0; first < asked; first += block) {
    for (let n = 0; n < block; n++) write(queries, first + n, few, n, together.few)
    for (let row = self ? first - (first % together.many) : 0; row < count; row += tile) {
      for (let n = 0; n < block; n += together.few) {
        const end = likelyPairs(
          few.byteOffset + n * width * 4,
          many.byteOffset + row * width * 4,
          many.byteOffset + Math.min(count, row + tile) * width * 4,
          bytes,
          enough.byteOffset + (first + n) * 4,
          enoughOfRows.byteOffset + row * 4,
          finds.byteOffset,
        )
        take(candidates, found, (end - finds.byteOffset) / 4, first + n, self)
      }
    }
  }
  return candidates
}

/** Writes a vector among those that lie together; one that is never near where there is no row. */
function write(
  { matrix, scales, offsets }: Scaled,
  row: number,
  to: Float32Array,
  place: number,
  all: number,
) {
  const { data, rows, columns } = matrix
  const width = Math.ceil((columns + 2) / unrolled) * unrolled
  let at = (place - (place % all)) * width + (place % all)
  const scale = row < rows ? scales[row] : 0
  const start = row < rows ? row * columns : 0
  for (let c = start; c < start + columns; c++, at += all) to[at] = data[c] * scale
  const offset = row < rows ? offsets[row] : never
  to[at] = all === together.many ? offset : 1
  to[at + all] = all === together.many ? 1 : offset
}

interface Found {
  readonly products: Float32Array
  /** The same memory as whole numbers. */
  readonly numbers: Int32Array
  /** Byte of what is enough for each row. */
  readonly enoughOfRows: number
}

/** Offers what was found from a query on: rows to queries, and queries to rows. */
function take(
  candidates: Candidates,
  { products, numbers, enoughOfRows }: Found,
  length: number,
  query: number,
  self: boolean,
): void {
  const { many } = together
  for (let f = 0; f < length; f += findBytes / 4) {
    const r = (numbers[f + many] - enoughOfRows) / 4
    const q = query + numbers[f + many + 1]
    for (let bits = numbers[f + many + 2]; bits !== 0; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits)
      const m = bit % many
      if (self && r + m <= q) continue
      if (bit < many) offer(candidates, q, r + m, products[f + m])
      else offer(candidates, r + m, q, products[f + m])
    }
  }
}
