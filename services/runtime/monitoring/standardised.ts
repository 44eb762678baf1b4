import { columnOf, type Matrix } from '../../learn/matrix.ts'

/** One of each per column, of the values that are there. */
export interface Moments {
  readonly means: Float64Array
  /** 1 where a column is constant. */
  readonly deviations: Float64Array
}

export function columnMoments(matrix: Matrix): Moments {
  const means = new Float64Array(matrix.columns)
  const deviations = new Float64Array(matrix.columns).fill(1)
  for (let column = 0; column < matrix.columns; column++) {
    const values = columnOf(matrix, column).filter(Number.isFinite)
    if (values.length === 0) continue
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    means[column] = mean
    if (variance > 0) deviations[column] = Math.sqrt(variance)
  }
  return { means, deviations }
}

/** Each value in deviations from the mean; a missing one is the mean. */
export function standardised({ data, rows, columns }: Matrix, { means, deviations }: Moments): Matrix {
  const scaled = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const column = i % columns
    if (Number.isFinite(data[i])) scaled[i] = (data[i] - means[column]) / deviations[column]
  }
  return { data: scaled, rows, columns }
}
