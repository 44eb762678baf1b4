import { binFeatures } from './boosting/bins.ts'
import { type Examples, keepAside, watchLoss } from './boosting/earlyStopping.ts'
import { type Forest, sumOfTrees } from './boosting/forest.ts'
import { createTreeGrower } from './boosting/grower.ts'
import { checkTarget, type LossName, losses } from './boosting/loss.ts'
import { joinForests } from './boosting/treeBuilder.ts'
import { checkColumns, checkTrainingData } from './check.ts'
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
  const stopsEarly = settings.earlyStopping === 'auto' ? features.rows > 10_000 : settings.earlyStopping
  const parts: { train: Examples; watched?: Examples } = stopsEarly
    ? keepAside(features, target, settings)
    : { train: { features, target } }
  const { train } = parts

  const loss = losses[settings.loss]
  const bins = binFeatures(train.features, settings.maxBins, settings.categorical)
  const grow = createTreeGrower(bins, { ...settings, longestStep: loss.longestStep }, loss.hasHessians)
  const baseline = loss.baseline(train.target)
  const shouldStop = parts.watched && watchLoss(parts.watched, loss, baseline, settings)
  const gradients = new Float64Array(bins.rows)
  const hessians = new Float64Array(loss.hasHessians ? bins.rows : 0)
  const trees: Forest[] = []
  loss.start(train.target, baseline, gradients, hessians)
  const advance = (rows: Int32Array, step: number) =>
    loss.advance(rows, step, train.target, gradients, hessians)
  while (trees.length < settings.maxIter) {
    const tree = grow(gradients, hessians, advance)
    trees.push(tree)
    if (shouldStop?.(tree)) break
  }
  if (!gradients.every(Number.isFinite))
    throw new RangeError('target: numbers so large that their sums overflow')
  return { loss: settings.loss, columns: features.columns, baseline, forest: joinForests(trees) }
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
