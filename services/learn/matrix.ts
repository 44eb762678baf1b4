/** Dense real matrix, row-major: the element of row `r` and column `c` is `data[r * columns + c]`. */
export interface Matrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

/** @throws RangeError if `data` does not hold `rows` x `columns` numbers. */
export function matrix(data: Float64Array, rows: number, columns: number): Matrix {
  if (data.length !== rows * columns) {
    throw new RangeError(`a ${rows} x ${columns} matrix needs ${rows * columns} numbers, got ${data.length}`)
  }
  return { data, rows, columns }
}

/** @throws RangeError if the rows differ in length. */
export function matrixFromRows(rows: readonly ArrayLike<number>[], columns = rows[0]?.length ?? 0): Matrix {
  const data = new Float64Array(rows.length * columns)
  rows.forEach((row, r) => {
    if (row.length !== columns) {
      throw new RangeError(`row ${r} has ${row.length} numbers, expected ${columns}`)
    }
    data.set(row, r * columns)
  })
  return { data, rows: rows.length, columns }
}

/** A view of one row: writing to it writes to the matrix. */
export function rowOf({ data, columns }: Matrix, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns)
}

/** A copy of one column. */
export function columnOf({ data, rows, columns }: Matrix, column: number): Float64Array {
  const values = new Float64Array(rows)
  for (let r = 0, i = column; r < rows; r++, i += columns) values[r] = data[i]
  return values
}

/** A copy of the given rows, in the given order; neighbours are copied together. */
export function takeRows({ data, columns }: Matrix, indices: ArrayLike<number>): Matrix {
  const rows = indices.length
  const taken = new Float64Array(rows * columns)
  for (let i = 0, next = 0; i < rows; i = next) {
    const first = indices[i]
    next = i + 1
    while (next < rows && indices[next] === first + next - i) next++
    const [from, end, to] = [first * columns, (first + next - i) * columns, i * columns]
    if (end - from > 64) taken.set(data.subarray(from, end), to)
    else for (let c = 0; c < end - from; c++) taken[to + c] = data[from + c]
  }
  return { data: taken, rows, columns }
}

/** A copy of the given elements, in the given order. */
export function take(values: ArrayLike<number>, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length)
  for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]]
  return taken
}

/** A view of the rows from `start` up to, not including, `end`. */
export function sliceRows({ data, rows, columns }: Matrix, start: number, end = rows): Matrix {
  return { data: data.subarray(start * columns, end * columns), rows: end - start, columns }
}
