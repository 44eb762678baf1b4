import { boost } from './boosting/boost.ts'
import { checkTarget, type LossName, losses } from './boosting/loss.ts'
import { checkColumns, checkTrainingData } from './check.ts'
import { type Forest, sumOfTrees } from './forest/forest.ts'
import { type HistGradientBoostingOptions, readSettings } from './histGradientBoostingOptions.ts'
import type { Matrix } from './matrix.ts'

export interface HistGradientBoostingModel {
  readonly loss: LossName
  /** Columns of the features it was fitted on. */
  readonly columns: number
  readonly baseline: number
  readonly forest: Forest
}

/**
 * Gradient boosting of regression trees on histograms (Friedman 2001; Ke et al. 2017).
 *
 * @param features rows x columns; NaN is missing, infinite numbers are as good as any
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitHistGradientBoosting(
  features: Matrix,
  target: Float64Array,
  options: HistGradientBoostingOptions = {},
): HistGradientBoostingModel {
  const settings = readSettings(options, features.columns)
  checkTrainingData(features, target)
  checkTarget(settings.loss, target)
  const { baselines, forest } = boost(features, target, losses[settings.loss], settings)
  return { loss: settings.loss, columns: features.columns, baseline: baselines[0], forest }
}

/**
 * @returns one prediction per row, in the unit of the target
 * @throws RangeError if the columns are not those of the fit
 */
export function predictHistGradientBoosting(
  model: HistGradientBoostingModel,
  features: Matrix,
): Float64Array {
  checkColumns(features.columns, model.columns)
  const { inverseLink } = losses[model.loss]
  const predictions = new Float64Array(features.rows)
  for (let r = 0; r < features.rows; r++) {
    const sum = sumOfTrees(model.forest, features.data, r * features.columns)
    predictions[r] = inverseLink(model.baseline + sum)
  }
  return predictions
}

/** Predicts one row, of `model.columns` numbers, and allocates nothing. */
export function predictRow(model: HistGradientBoostingModel, row: Float64Array): number {
  return losses[model.loss].inverseLink(model.baseline + sumOfTrees(model.forest, row))
}
