import { checkColumns } from './check.ts'
import type { Matrix } from './matrix.ts'

/** A weighted sum of the columns. */
export interface LinearModel {
  /** One per column of the features. */
  readonly coefficients: Float64Array
  readonly intercept: number
}

/**
 * @returns one prediction per row
 * @throws RangeError if the columns are not those of the fit
 */
export function predictLinear({ coefficients, intercept }: LinearModel, features: Matrix): Float64Array {
  const { data, rows, columns } = features
  checkColumns(columns, coefficients.length)
  const predictions = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = intercept
    for (let c = 0; c < columns; c++) sum += coefficients[c] * data[r * columns + c]
    predictions[r] = sum
  }
  return predictions
}
