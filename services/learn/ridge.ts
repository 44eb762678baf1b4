import { checkRange, checkTrainingData } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import { type LinearModel, predictLinear } from './linearModel.ts'
import type { Matrix } from './matrix.ts'
import { normalEquations } from './normalEquations.ts'

/** Names and defaults of scikit-learn's Ridge. */
export interface RidgeOptions {
  /** Strength of the penalty on squared coefficients; the intercept is not penalised. Default 1. */
  readonly alpha?: number
  /** Default true. */
  readonly fitIntercept?: boolean
}

export type RidgeModel = LinearModel

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
  const { columns } = features
  const { means, targetMean, products, moment } = normalEquations(features, target, fitIntercept)
  for (let c = 0; c < columns; c++) products.data[c * columns + c] += alpha
  const coefficients = solvePositiveDefinite(products, moment)
  let intercept = targetMean
  for (let c = 0; c < columns; c++) intercept -= coefficients[c] * means[c]
  return { coefficients, intercept }
}

/** @throws RangeError if the columns are not those of the fit */
export const predictRidge: (model: RidgeModel, features: Matrix) => Float64Array = predictLinear
