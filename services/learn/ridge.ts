import { checkColumns, checkFinite, checkRange, checkTrainingData } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import type { Matrix } from './matrix.ts'

/** Names and defaults of scikit-learn's Ridge. */
export interface RidgeOptions {
  /** Strength of the penalty on squared coefficients; the intercept is not penalised. Default 1. */
  readonly alpha?: number
  /** Default true. */
  readonly fitIntercept?: boolean
}

export interface RidgeModel {
  /** One per column of the features. */
  readonly coefficients: Float64Array
  readonly intercept: number
}

/**
 * Ridge regression (Hoerl and Kennard 1970): least squares of centred data by the normal equations.
 *
 * @param features rows x columns, finite
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the options or the data, or if alpha is too small for columns that
 * depend on each other
 */
export function fitRidge(features: Matrix, target: Float64Array, options: RidgeOptions = {}): RidgeModel {
  const { alpha = 1, fitIntercept = true } = options
  checkRange('alpha', alpha, 0, Number.MAX_VALUE)
  checkTrainingData(features, target)
  checkFinite(features)
  const { data, rows, columns } = features
  const means = new Float64Array(columns)
  let targetMean = 0
  if (fitIntercept) {
    for (let i = 0, c = 0; i < data.length; i++, c = c + 1 === columns ? 0 : c + 1) means[c] += data[i]
    for (let c = 0; c < columns; c++) means[c] /= rows
    for (let r = 0; r < rows; r++) targetMean += target[r]
    targetMean /= rows
  }

  const gram = new Float64Array(columns * columns)
  const moment = new Float64Array(columns)
  const centred = new Float64Array(columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) centred[c] = data[r * columns + c] - means[c]
    const residual = target[r] - targetMean
    for (let c = 0; c < columns; c++) {
      const value = centred[c]
      if (value === 0) continue
      moment[c] += value * residual
      const start = c * columns
      for (let k = 0; k <= c; k++) gram[start + k] += value * centred[k]
    }
  }
  for (let c = 0; c < columns; c++) gram[c * columns + c] += alpha

  const coefficients = solvePositiveDefinite({ data: gram, rows: columns, columns }, moment)
  let intercept = targetMean
  for (let c = 0; c < columns; c++) intercept -= coefficients[c] * means[c]
  return { coefficients, intercept }
}

/**
 * @returns one prediction per row
 * @throws RangeError if the columns are not those of the fit
 */
export function predictRidge({ coefficients, intercept }: RidgeModel, features: Matrix): Float64Array {
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
