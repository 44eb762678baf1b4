import { type CsrMatrix, transpose } from '../csrMatrix.ts'
import type { NeighbourMetric, Search } from '../nearestNeighbours.ts'
import { topN } from '../topN.ts'

/** Adds up products along the columns that a query has, so that zeros cost nothing. */
export function sparseSearch(
  rows: CsrMatrix,
  queries: CsrMatrix,
  metric: NeighbourMetric,
  self: boolean,
): Search {
  const columns = transpose(rows)
  const squares = squaresOf(rows)
  const squaresOfQueries = squaresOf(queries)
  const inverses = squares.map(inverseRoot)
  const nearness = new Float64Array(rows.rows)

  return (query, indices, distances) => {
    multiply(columns, queries, query, nearness)
    const square = squaresOfQueries[query]
    if (metric === 'euclidean') {
      for (let row = 0; row < nearness.length; row++) nearness[row] = 2 * nearness[row] - squares[row]
    } else {
      const inverse = inverseRoot(square)
      for (let row = 0; row < nearness.length; row++) nearness[row] *= inverse * inverses[row]
    }
    if (self) nearness[query] = Number.NaN
    indices.set(topN(nearness, indices.length))
    for (let n = 0; n < indices.length; n++) {
      const near = nearness[indices[n]]
      distances[n] = metric === 'euclidean' ? Math.sqrt(Math.max(0, square - near)) : Math.max(0, 1 - near)
    }
  }
}

const inverseRoot = (square: number) => (square === 0 ? 0 : 1 / Math.sqrt(square))

/** Products of one query with every row; `columns` is the transpose of the rows. */
function multiply(columns: CsrMatrix, queries: CsrMatrix, query: number, products: Float64Array): void {
  const { indptr, indices, data } = columns
  products.fill(0)
  for (let e = queries.indptr[query]; e < queries.indptr[query + 1]; e++) {
    const value = queries.data[e]
    const end = indptr[queries.indices[e] + 1]
    for (let c = indptr[queries.indices[e]]; c < end; c++) products[indices[c]] += value * data[c]
  }
}

function squaresOf({ rows, indptr, data }: CsrMatrix): Float64Array {
  const squares = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    for (let e = indptr[r]; e < indptr[r + 1]; e++) squares[r] += data[e] * data[e]
  }
  return squares
}
