import { checkColumns, checkFinite } from './check.ts'
import type { Matrix } from './matrix.ts'

/** One mean and one positive scale per column. */
export interface StandardScaler {
  readonly means: Float64Array
  readonly scales: Float64Array
}

/**
 * Means and standard deviations (of the population) of the columns; a constant column has scale 1.
 *
 * @throws RangeError if a feature is not finite
 */
export function fitStandardScaler(features: Matrix): StandardScaler {
  checkFinite(features)
  const { data, rows, columns } = features
  const means = new Float64Array(columns)
  const scales = new Float64Array(columns).fill(1)
  for (let c = 0; c < columns; c++) {
    for (let i = c; i < data.length; i += columns) means[c] += data[i] / rows
    let variance = 0
    for (let i = c; i < data.length; i += columns) variance += (data[i] - means[c]) ** 2 / rows
    const rounding = (rows * Math.abs(means[c]) * Number.EPSILON) ** 2
    if (variance > rounding) scales[c] = Math.sqrt(variance)
  }
  return { means, scales }
}

/** A copy of the features with mean 0 and standard deviation 1 on the data of the fit. */
export function standardize({ means, scales }: StandardScaler, features: Matrix): Matrix {
  const { data, rows, columns } = features
  checkColumns(columns, means.length)
  const scaled = new Float64Array(data.length)
  for (let i = 0; i < data.length; i++) scaled[i] = (data[i] - means[i % columns]) / scales[i % columns]
  return { data: scaled, rows, columns }
}
