import { checkFinite, checkInteger } from './check.ts'
import type { CsrMatrix } from './csrMatrix.ts'
import type { Matrix } from './matrix.ts'
import { denseSearch } from './neighbours/denseSearch.ts'
import { sparseSearch } from './neighbours/sparseSearch.ts'

export type NeighbourMetric = 'euclidean' | 'cosine'

/** Names and defaults of scikit-learn's NearestNeighbors. */
export interface NearestNeighboursOptions {
  /** Default 5. */
  readonly nNeighbors?: number
  /** Cosine distance is 1 - cosine, and 1 from a row of zeros. Default euclidean. */
  readonly metric?: NeighbourMetric
}

export interface Neighbours {
  /** queries x nNeighbors places of rows, the nearest first; of equally near ones the first row. */
  readonly indices: Int32Array
  /** queries x nNeighbors */
  readonly distances: Float64Array
}

export interface Search extends Required<NearestNeighboursOptions> {
  /** Whether the queries are the rows, none of which is its own neighbour. */
  readonly self: boolean
}

/**
 * The nearest rows, found by comparing with every row.
 *
 * @param rows - dense, or both sparse
 * @param queries - default: the rows, none of which is its own neighbour
 * @throws RangeError naming the option or the matrix that does not fit
 */
export function nearestNeighbours<M extends Matrix | CsrMatrix>(
  rows: M,
  queries?: M,
  options: NearestNeighboursOptions = {},
): Neighbours {
  const { nNeighbors = 5, metric = 'euclidean' } = options
  checkInteger('nNeighbors', nNeighbors, 1, queries === undefined ? rows.rows - 1 : rows.rows)
  const asked: M = queries ?? rows
  if (asked.columns !== rows.columns) {
    throw new RangeError(`queries: ${asked.columns} columns, expected ${rows.columns} as the rows have`)
  }
  for (const matrix of new Set([rows, asked])) if (!isSparse(matrix)) checkFinite(matrix, 'rows or queries')
  const search = { nNeighbors, metric, self: queries === undefined }
  return isSparse(rows) && isSparse(asked)
    ? sparseSearch(rows, asked, search)
    : denseSearch(rows as Matrix, asked as Matrix, search)
}

const isSparse = (matrix: Matrix | CsrMatrix): matrix is CsrMatrix => 'indptr' in matrix
