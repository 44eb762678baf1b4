import { checkColumns, checkFinite, checkRange, checkTrainingData } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import { columnOf, type Matrix } from './matrix.ts'

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
  const { rows, columns } = features
  const centred = Array.from({ length: columns }, (_, c) => columnOf(features, c))
  const means = centred.map((column) => (fitIntercept ? centre(column) : 0))
  const residual = target.slice()
  const targetMean = fitIntercept ? centre(residual) : 0

  const gram = new Float64Array(columns * columns)
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k <= c; k++) gram[c * columns + k] = dot(centred[c], centred[k], rows)
    gram[c * columns + c] += alpha
  }
  const moment = Float64Array.from(centred, (column) => dot(column, residual, rows))

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

/** Subtracts the mean, and returns it. */
function centre(values: Float64Array): number {
  let mean = 0
  for (let i = 0; i < values.length; i++) mean += values[i]
  mean /= values.length
  for (let i = 0; i < values.length; i++) values[i] -= mean
  return mean
}

/** Four sums, so that no addition waits for the one before. */
function dot(a: Float64Array, b: Float64Array, length: number): number {
  let s = 0
  let t = 0
  let u = 0
  let v = 0
  let i = 0
  for (; i + 3 < length; i += 4) {
    s += a[i] * b[i]
    t += a[i + 1] * b[i + 1]
    u += a[i + 2] * b[i + 2]
    v += a[i + 3] * b[i + 3]
  }
  for (; i < length; i++) s += a[i] * b[i]
  return s + t + (u + v)
}
