import { checkColumns } from './check.ts'
import type { Explainer } from './explainer.ts'
import type { RidgeModel } from './ridge.ts'

/**
 * Exact Shapley values of a linear model whose columns are independent (Štrumbelj and Kononenko 2014): each coefficient
 * times how far the number is from its mean.
 *
 * @param means one per column, of the training rows: 0 for a standardised column
 * @throws RangeError unless there is one mean per coefficient
 */
export function createLinearExplainer(
  { coefficients, intercept }: RidgeModel,
  means: ArrayLike<number>,
): Explainer {
  checkColumns(means.length, coefficients.length)
  const expected = coefficients.reduce((sum, coefficient, c) => sum + coefficient * means[c], intercept)
  const explain = (row: ArrayLike<number>, offset = 0) =>
    coefficients.map((coefficient, c) => coefficient * (row[offset + c] - means[c]))
  return { expected, explain }
}
