import { checkTrainingData } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import { dependentColumn } from './dependentColumn.ts'
import { type LinearModel, predictLinear } from './linearModel.ts'
import type { Matrix } from './matrix.ts'
import { normalEquations } from './normalEquations.ts'

export type LinearRegressionModel = LinearModel

/**
 * Ordinary least squares (Gauss 1809), by the normal equations of centred columns of like scale, so that theirs does
 * not matter.
 *
 * @param features rows x columns, finite
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the data, or a column that is constant or follows from those before it,
 * whose coefficient nothing settles
 */
export function fitLinearRegression(features: Matrix, target: Float64Array): LinearRegressionModel {
  checkTrainingData(features, target)
  const { rows, columns } = features
  const { means, targetMean, products, moment } = normalEquations(features, target, true)
  const dependent = dependentColumn(products, means, rows)
  if (dependent >= 0) {
    throw new RangeError(
      `features: column ${dependent} is constant, or follows from the columns before it; leave it out, or fit a ridge`,
    )
  }
  const scales = means.map((_, c) => Math.sqrt(products.data[c * columns + c]))
  const correlations = products.data.map((product, i) => {
    return product / (scales[Math.floor(i / columns)] * scales[i % columns])
  })
  const solution = solvePositiveDefinite(
    { data: correlations, rows: columns, columns },
    moment.map((value, c) => value / scales[c]),
  )
  const coefficients = solution.map((value, c) => value / scales[c])
  const intercept = coefficients.reduce((sum, value, c) => sum - value * means[c], targetMean)
  return { coefficients, intercept }
}

/** @throws RangeError if the columns are not those of the fit */
export const predictLinearRegression: (model: LinearRegressionModel, features: Matrix) => Float64Array =
  predictLinear
