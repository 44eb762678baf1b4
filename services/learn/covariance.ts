import { checkFinite } from './check.ts'
import { gram } from './gram.ts'
import type { Matrix } from './matrix.ts'
import { columnMeans } from './normalEquations.ts'

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
  const { rows } = features
  if (rows === 0) throw new RangeError('features: no rows, expected at least one')
  checkFinite(features)
  const means = columnMeans(features)
  const matrix = gram(features, { means })
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] /= rows
  return { means, matrix }
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
