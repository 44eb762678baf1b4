/** Sparse matrix in compressed rows: the elements of row `r` are those from `indptr[r]` up to `indptr[r + 1]`. */
export interface CsrMatrix {
  readonly rows: number
  readonly columns: number
  /** rows + 1 offsets, the first 0, the last the number of elements. */
  readonly indptr: Int32Array
  /** Column of each element, ascending within a row, none twice. */
  readonly indices: Int32Array
  readonly data: Float32Array
}

/** Elements in any order: `row[e]`, `column[e]`, `value[e]`. */
export interface Triplets {
  readonly row: ArrayLike<number>
  readonly column: ArrayLike<number>
  readonly value: ArrayLike<number>
}

/**
 * Sorts elements into rows by two counting sorts (Gustavson 1978, "Two fast algorithms for sparse matrices").
 *
 * @throws RangeError naming the element that is outside, not finite or there twice
 */
export function csrMatrix({ row, column, value }: Triplets, rows: number, columns: number): CsrMatrix {
  if (row.length !== column.length || row.length !== value.length) {
    throw new RangeError(
      `${row.length} rows, ${column.length} columns and ${value.length} values, expected as many of each`,
    )
  }
  for (let e = 0; e < row.length; e++) {
    checkIndex(e, 'row', row[e], rows)
    checkIndex(e, 'column', column[e], columns)
    if (!Number.isFinite(Math.fround(value[e]))) {
      throw new RangeError(`element ${e} is ${value[e]}, expected a finite number of single precision`)
    }
  }
  const byColumn = compress(column, row, value, columns, rows)
  const sorted = transpose(byColumn)
  for (let r = 0; r < rows; r++) {
    for (let e = sorted.indptr[r] + 1; e < sorted.indptr[r + 1]; e++) {
      if (sorted.indices[e] === sorted.indices[e - 1]) {
        throw new RangeError(`row ${r}, column ${sorted.indices[e]} is there twice, expected once`)
      }
    }
  }
  return sorted
}

/** Columns as rows; each in ascending order. */
export function transpose({ rows, columns, indptr, indices, data }: CsrMatrix): CsrMatrix {
  const rowOfElement = new Int32Array(indices.length)
  for (let r = 0; r < rows; r++) rowOfElement.fill(r, indptr[r], indptr[r + 1])
  return compress(indices, rowOfElement, data, columns, rows)
}

/** Rows in the order of `major`, elements of one row in the order given. */
function compress(
  major: ArrayLike<number>,
  minor: ArrayLike<number>,
  value: ArrayLike<number>,
  rows: number,
  columns: number,
): CsrMatrix {
  const indptr = new Int32Array(rows + 1)
  for (let e = 0; e < major.length; e++) indptr[major[e] + 1]++
  for (let r = 0; r < rows; r++) indptr[r + 1] += indptr[r]
  const next = indptr.slice(0, rows)
  const indices = new Int32Array(major.length)
  const data = new Float32Array(major.length)
  for (let e = 0; e < major.length; e++) {
    const at = next[major[e]]++
    indices[at] = minor[e]
    data[at] = value[e]
  }
  return { rows, columns, indptr, indices, data }
}

function checkIndex(element: number, name: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`element ${element} is in ${name} ${index}, expected one from 0 to ${count - 1}`)
  }
}
