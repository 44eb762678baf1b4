import { MAX_BINS } from './boosting/bins.ts'
import { type LossName, losses } from './boosting/loss.ts'
import { checkInteger, checkRange } from './check.ts'

/** A node of a tree holds the number of its column in 16 bits. */
const MOST_COLUMNS = 2 ** 16

/** Names and defaults of scikit-learn's HistGradientBoostingRegressor. */
export interface HistGradientBoostingOptions {
  /** Default `squared_error`. `poisson` is for targets from 0 up: predictions are exponentials of sums of trees. */
  readonly loss?: LossName
  /** Shrinks every tree. Default 0.1. */
  readonly learningRate?: number
  /** Trees, at most. Default 100. */
  readonly maxIter?: number
  /** Default 31. */
  readonly maxLeafNodes?: number
  /** Default: no limit. */
  readonly maxDepth?: number
  /** Default 20. */
  readonly minSamplesLeaf?: number
  /** Default 0. */
  readonly l2Regularization?: number
  /** From 2 to 255. Default 255. */
  readonly maxBins?: number
  /** Columns of categories: integers from 0 to maxBins - 1. Default none. */
  readonly categoricalFeatures?: readonly number[]
  /** Penalty more of splits by categories, as LightGBM's cat_l2; scikit-learn has none, as with 0. Default 10. */
  readonly catL2?: number
  /** Stop when the loss on rows kept aside no longer falls. `auto`, the default: with more than 10,000 rows. */
  readonly earlyStopping?: boolean | 'auto'
  /** Share of rows kept aside for early stopping, chosen at random. Default 0.1. */
  readonly validationFraction?: number
  /** Trees without improvement before stopping. Default 10. */
  readonly nIterNoChange?: number
  /** Least decrease of the loss that counts as improvement. Default 1e-7. */
  readonly tol?: number
  /** Seed of the choice of rows kept aside. Default 0. */
  readonly seed?: number
}

/** Every option with its value, checked. */
export type HistGradientBoostingSettings = Required<
  Omit<HistGradientBoostingOptions, 'categoricalFeatures'>
> & {
  /** 1 for each column of categories. */
  readonly categorical: Uint8Array
}

/** @throws RangeError naming the option, its value and what would be right. */
export function readSettings(
  options: HistGradientBoostingOptions,
  columns: number,
): HistGradientBoostingSettings {
  const { categoricalFeatures = [], ...given } = options
  const settings = {
    loss: 'squared_error' as const,
    learningRate: 0.1,
    maxIter: 100,
    maxLeafNodes: 31,
    maxDepth: Infinity,
    minSamplesLeaf: 20,
    l2Regularization: 0,
    catL2: 10,
    maxBins: MAX_BINS,
    earlyStopping: 'auto' as const,
    validationFraction: 0.1,
    nIterNoChange: 10,
    tol: 1e-7,
    seed: 0,
    ...given,
    categorical: new Uint8Array(columns),
  }
  if (!Object.hasOwn(losses, settings.loss)) {
    throw new RangeError(`loss: ${settings.loss}, expected one of ${Object.keys(losses).join(', ')}`)
  }
  checkInteger('columns of features', columns, 0, MOST_COLUMNS)
  checkRange('learningRate', settings.learningRate, Number.MIN_VALUE, Number.MAX_VALUE)
  checkInteger('maxIter', settings.maxIter, 1)
  checkInteger('maxLeafNodes', settings.maxLeafNodes, 2)
  if (settings.maxDepth !== Infinity) checkInteger('maxDepth', settings.maxDepth, 1)
  checkInteger('minSamplesLeaf', settings.minSamplesLeaf, 1)
  checkRange('l2Regularization', settings.l2Regularization, 0, Number.MAX_VALUE)
  checkRange('catL2', settings.catL2, 0, Number.MAX_VALUE)
  checkInteger('maxBins', settings.maxBins, 2, MAX_BINS)
  checkRange('validationFraction', settings.validationFraction, Number.MIN_VALUE, 1 - Number.EPSILON)
  checkInteger('nIterNoChange', settings.nIterNoChange, 1)
  checkRange('tol', settings.tol, 0, Number.MAX_VALUE)
  checkInteger('seed', settings.seed, 0, Number.MAX_SAFE_INTEGER)
  for (const column of categoricalFeatures) {
    checkInteger('categoricalFeatures', column, 0, columns - 1)
    settings.categorical[column] = 1
  }
  return settings
}
