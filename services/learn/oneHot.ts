import { checkColumns, checkInteger } from './check.ts'
import type { Matrix } from './matrix.ts'

/** Which columns become indicators, and of which values. */
export interface OneHotEncoder {
  readonly columns: number
  /** Column to its values, ascending; each becomes a column of the output. */
  readonly categories: ReadonlyMap<number, Float64Array>
}

/** Finds the values of the given columns. */
export function fitOneHot(features: Matrix, encoded: readonly number[]): OneHotEncoder {
  const { data, columns } = features
  const categories = new Map<number, Float64Array>()
  for (const column of [...encoded].sort((a, b) => a - b)) {
    checkInteger('encoded column', column, 0, columns - 1)
    const values = new Set<number>()
    for (let i = column; i < data.length; i += columns) values.add(data[i])
    categories.set(column, Float64Array.from(values).sort())
  }
  return { columns, categories }
}

/**
 * A matrix in which each encoded column is replaced, where it stood, by one column per value: 1 where the row has
 * that value, else 0. A value that was not there at the fit is 0 in all.
 */
export function oneHot({ columns, categories }: OneHotEncoder, features: Matrix): Matrix {
  checkColumns(features.columns, columns)
  let width = columns
  for (const values of categories.values()) width += values.length - 1
  const data = new Float64Array(features.rows * width)
  for (let r = 0, out = 0; r < features.rows; r++) {
    for (let c = 0; c < columns; c++) {
      const value = features.data[r * columns + c]
      const values = categories.get(c)
      if (values === undefined) {
        data[out++] = value
      } else {
        const position = values.indexOf(value)
        if (position >= 0) data[out + position] = 1
        out += values.length
      }
    }
  }
  return { data, rows: features.rows, columns: width }
}
