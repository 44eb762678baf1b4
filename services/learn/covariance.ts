import { checkFinite } from './check.ts'
import type { Matrix } from './matrix.ts'

export interface Covariance {
  /** One mean per column. */
  readonly means: Float64Array
  /** columns x columns, symmetric. */
  readonly matrix: Matrix
}

/**
 * Covariance of the columns, of the population (divided by the number of rows), as scikit-learn's EmpiricalCovariance.
 *
 * @throws RangeError if there is no row or a feature is not finite
 */
export function empiricalCovariance(features: Matrix): Covariance {
  const { data, rows, columns } = features
  if (rows === 0) throw new RangeError('features: no rows, expected at least one')
  checkFinite(features)
  const means = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++) means[c] += data[i++]
  for (let c = 0; c < columns; c++) means[c] /= rows
  const product = new Float64Array(columns * columns)
  const centred = new Float64Array(columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      centred[c] = data[r * columns + c] - means[c]
      for (let k = 0; k <= c; k++) product[c * columns + k] += centred[c] * centred[k]
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k <= c; k++) {
      product[c * columns + k] /= rows
      product[k * columns + c] = product[c * columns + k]
    }
  }
  return { means, matrix: { data: product, rows: columns, columns } }
}

/**
 * Covariance drawn towards a multiple of the identity by the share that is expected to err least (Ledoit and Wolf
 * 2004), as scikit-learn's LedoitWolf: well conditioned even with fewer rows than columns.
 *
 * @returns with the share, from 0 to 1
 * @throws RangeError if there is no row or a feature is not finite
 */
export function ledoitWolf(features: Matrix): Covariance & { readonly shrinkage: number } {
  const { means, matrix } = empiricalCovariance(features)
  const { data, rows, columns } = features
  let trace = 0
  for (let c = 0; c < columns; c++) trace += matrix.data[c * columns + c]
  const mean = trace / columns
  let fourth = 0
  for (let r = 0; r < rows; r++) {
    let square = 0
    for (let c = 0; c < columns; c++) square += (data[r * columns + c] - means[c]) ** 2
    fourth += square * square
  }
  let norm = 0
  for (let i = 0; i < matrix.data.length; i++) norm += matrix.data[i] ** 2
  const distance = norm - mean * mean * columns
  const error = Math.min((fourth / rows - norm) / rows, distance)
  const shrinkage = distance > 0 ? Math.max(0, error / distance) : 0
  const shrunk = matrix.data.map((value) => (1 - shrinkage) * value)
  for (let c = 0; c < columns; c++) shrunk[c * columns + c] += shrinkage * mean
  return { means, matrix: { ...matrix, data: shrunk }, shrinkage }
}
