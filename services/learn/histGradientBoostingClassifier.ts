import { boost } from './boosting/boost.ts'
import { logLoss } from './boosting/logLoss.ts'
import { checkColumns, checkTrainingData } from './check.ts'
import { classesOf } from './classes.ts'
import { type Forest, sumOfTrees } from './forest/forest.ts'
import { type HistGradientBoostingOptions, readSettings } from './histGradientBoostingOptions.ts'
import type { Matrix } from './matrix.ts'

/** More are numbers taken for classes, and each would have its own tree in every round. */
const MOST_CLASSES = 256

/** The options of the regressor; the loss is the cross-entropy. */
export type HistGradientBoostingClassifierOptions = Omit<HistGradientBoostingOptions, 'loss'>

export interface HistGradientBoostingClassifierModel {
  /** Columns of the features it was fitted on. */
  readonly columns: number
  /** Labels, ascending. */
  readonly classes: Float64Array
  /** Raw prediction without any tree: the log-odds of the second class where there are two, else one per class. */
  readonly baselines: Float64Array
  /** As many trees for each baseline, those of one after those of another. */
  readonly forest: Forest
}

/**
 * Gradient boosting of trees on histograms for two or more classes (Friedman 2001; Ke et al. 2017), with the
 * cross-entropy as loss. Of more than two classes each has a tree in every round, which takes (classes - 1) / classes of its
 * step, as Friedman's do and LightGBM's; scikit-learn's take the whole of it.
 *
 * @param features rows x columns; NaN is missing, infinite numbers are as good as any
 * @param labels one finite number per row, of two or more values
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitHistGradientBoostingClassifier(
  features: Matrix,
  labels: ArrayLike<number>,
  options: HistGradientBoostingClassifierOptions = {},
): HistGradientBoostingClassifierModel {
  const settings = readSettings(options, features.columns)
  checkTrainingData(features, labels)
  const { classes, indices } = classesOf(labels)
  if (classes.length > MOST_CLASSES) {
    throw new RangeError(
      `labels: ${classes.length} different values, expected at most ${MOST_CLASSES} classes`,
    )
  }
  const target = Float64Array.from(indices)
  const { baselines, forest } = boost(features, target, logLoss(classes.length), settings, true)
  return { columns: features.columns, classes, baselines, forest }
}

/**
 * @returns rows x classes, in the order of `model.classes`; each row sums to 1
 * @throws RangeError if the columns are not those of the fit
 */
export function predictProbabilities(model: HistGradientBoostingClassifierModel, features: Matrix): Matrix {
  const classes = model.classes.length
  checkColumns(features.columns, model.columns)
  const forests = forestsOf(model)
  const data = new Float64Array(features.rows * classes)
  const raw = new Float64Array(forests.length)
  for (let r = 0; r < features.rows; r++) {
    for (let k = 0; k < forests.length; k++) {
      raw[k] = model.baselines[k] + sumOfTrees(forests[k], features.data, r * features.columns)
    }
    fillProbabilities(raw, data.subarray(r * classes, (r + 1) * classes))
  }
  return { data, rows: features.rows, columns: classes }
}

/**
 * @returns the label of the most probable class of each row, the lower one of equals
 * @throws RangeError if the columns are not those of the fit
 */
export function predictClasses(model: HistGradientBoostingClassifierModel, features: Matrix): Float64Array {
  const { data, columns } = predictProbabilities(model, features)
  return Float64Array.from({ length: features.rows }, (_, r) => {
    let best = 0
    for (let k = 1; k < columns; k++) if (data[r * columns + k] > data[r * columns + best]) best = k
    return model.classes[best]
  })
}

/** The trees of each baseline, as views. */
export function forestsOf({ forest, baselines }: HistGradientBoostingClassifierModel): readonly Forest[] {
  const trees = forest.roots.length / baselines.length
  return Array.from(baselines, (_, k) => ({
    ...forest,
    roots: forest.roots.subarray(k * trees, (k + 1) * trees),
  }))
}

/** The logistic function of one raw prediction, or the softmax of several. */
function fillProbabilities(raw: Float64Array, probabilities: Float64Array): void {
  if (raw.length === 1) {
    probabilities[0] = 1 / (1 + Math.exp(raw[0]))
    probabilities[1] = 1 / (1 + Math.exp(-raw[0]))
    return
  }
  const most = raw.reduce((greatest, value) => Math.max(greatest, value), -Infinity)
  let total = 0
  for (let k = 0; k < raw.length; k++) {
    probabilities[k] = Math.exp(raw[k] - most)
    total += probabilities[k]
  }
  for (let k = 0; k < raw.length; k++) probabilities[k] /= total
}
