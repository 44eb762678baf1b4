import { checkFinite, checkTrainingData } from './check.ts'
import { dependentColumn } from './dependentColumn.ts'
import type { Matrix } from './matrix.ts'
import { fitRidge, predictRidge, type RidgeModel } from './ridge.ts'
import { fitStandardScaler, standardize } from './standardScaler.ts'

export type LinearRegressionModel = RidgeModel

/**
 * Ordinary least squares (Gauss 1809), by the normal equations of standardised columns, so that their scale does not
 * matter.
 *
 * @param features rows x columns, finite
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the data, or a column that is constant or follows from those before it,
 * whose coefficient nothing settles
 */
export function fitLinearRegression(features: Matrix, target: Float64Array): LinearRegressionModel {
  checkTrainingData(features, target)
  checkFinite(features)
  const dependent = dependentColumn(features)
  if (dependent >= 0) {
    throw new RangeError(
      `features: column ${dependent} is constant, or follows from the columns before it; leave it out, or fit a ridge`,
    )
  }
  const scaler = fitStandardScaler(features)
  const scaled = fitRidge(standardize(scaler, features), target, { alpha: 0 })
  const coefficients = scaled.coefficients.map((coefficient, c) => coefficient / scaler.scales[c])
  const intercept = coefficients.reduce((sum, value, c) => sum - value * scaler.means[c], scaled.intercept)
  return { coefficients, intercept }
}

/** @returns one prediction per row */
export const predictLinearRegression: (model: LinearRegressionModel, features: Matrix) => Float64Array =
  predictRidge
