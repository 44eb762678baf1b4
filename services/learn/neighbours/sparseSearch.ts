import { type CsrMatrix, transpose } from '../csrMatrix.ts'
import type { Neighbours, Search } from '../nearestNeighbours.ts'
import { addColumnIn } from '../simd/addColumn.ts'
import { takeDoubles } from '../simd/memory.ts'
import { topN } from '../topN.ts'

/** Adds up products along the columns that a query has, so that zeros cost nothing. */
export function sparseSearch(
  rows: CsrMatrix,
  queries: CsrMatrix,
  { metric, self, nNeighbors }: Search,
): Neighbours {
  const columns = transpose(rows)
  const elements = columns.indices.length
  const { memory, arrays, release } = takeDoubles(
    { name: 'rows', rows: rows.rows, columns: rows.columns },
    {
      nearness: rows.rows,
      values: elements,
      places: Math.ceil(elements / 2),
    },
  )
  const { nearness, values } = arrays
  const places = new Uint32Array(memory.buffer, arrays.places.byteOffset, elements)
  const addColumn = addColumnIn(memory)
  values.set(columns.data)
  for (let e = 0; e < elements; e++) places[e] = columns.indices[e] * 8
  const squares = squaresOf(rows)
  const squaresOfQueries = squaresOf(queries)
  const inverses = squares.map(inverseRoot)

  const indices = new Int32Array(queries.rows * nNeighbors)
  const distances = new Float64Array(queries.rows * nNeighbors)
  for (let query = 0; query < queries.rows; query++) {
    nearness.fill(0)
    for (let e = queries.indptr[query]; e < queries.indptr[query + 1]; e++) {
      const column = queries.indices[e]
      const start = columns.indptr[column]
      const end = columns.indptr[column + 1]
      if (start === end) continue
      const place = places.byteOffset + start * 4
      const value = values.byteOffset + start * 8
      addColumn(place, place + (end - start) * 4, value, queries.data[e], nearness.byteOffset)
    }
    const square = squaresOfQueries[query]
    if (metric === 'euclidean') {
      for (let row = 0; row < nearness.length; row++) nearness[row] = 2 * nearness[row] - squares[row]
    } else {
      const inverse = inverseRoot(square)
      for (let row = 0; row < nearness.length; row++) nearness[row] *= inverse * inverses[row]
    }
    if (self) nearness[query] = Number.NaN
    const from = query * nNeighbors
    indices.set(topN(nearness, nNeighbors), from)
    for (let n = from; n < from + nNeighbors; n++) {
      const near = nearness[indices[n]]
      distances[n] = metric === 'euclidean' ? Math.sqrt(Math.max(0, square - near)) : Math.max(0, 1 - near)
    }
  }
  release()
  return { indices, distances }
}

const inverseRoot = (square: number) => (square === 0 ? 0 : 1 / Math.sqrt(square))

function squaresOf({ rows, indptr, data }: CsrMatrix): Float64Array {
  const squares = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    for (let e = indptr[r]; e < indptr[r + 1]; e++) squares[r] += data[e] * data[e]
  }
  return squares
}
