import { checkColumns, checkFinite, checkRange, checkTrainingData } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import { gram } from './gram.ts'
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
  const means = fitIntercept ? columnMeans(features) : new Float64Array(columns)
  const targetMean = fitIntercept ? columnMeans({ data: target, rows, columns: 1 })[0] : 0
  const products = gram(features, { means })
  for (let c = 0; c < columns; c++) products.data[c * columns + c] += alpha
  const moment = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) {
    const residual = target[r] - targetMean
    for (let c = 0; c < columns; c++, i++) moment[c] += residual * (data[i] - means[c])
  }

  const coefficients = solvePositiveDefinite(products, moment)
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

function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++, i++) means[c] += data[i]
  for (let c = 0; c < columns; c++) means[c] /= rows
  return means
}
