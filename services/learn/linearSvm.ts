import { checkColumns, checkFinite, checkInteger, checkRange, checkTrainingData } from './check.ts'
import { classesOf } from './classes.ts'
import type { Matrix } from './matrix.ts'
import { solveLinear } from './svm/solve.ts'

/** Names and defaults of scikit-learn's LinearSVC. */
export interface LinearSvmOptions {
  /** What errors cost beside large coefficients. Default 1. */
  readonly c?: number
  /** Default `squaredHinge`. */
  readonly loss?: 'hinge' | 'squaredHinge'
  /**
   * Whether by coordinate descent on the dual (Hsieh et al. 2008). Default: only where the loss is not squared and there
   * are more than 200 columns, or the primal cannot be solved in doubles: that takes far fewer passes.
   */
  readonly dual?: boolean
  /** Default true. */
  readonly fitIntercept?: boolean
  /** Value of the column that stands for the intercept; the larger, the less the intercept is penalised. Default 1. */
  readonly interceptScaling?: number
  /** Largest violation of optimality at which it ends. Default 1e-4. */
  readonly tol?: number
  /** Passes over the rows, or steps of the Newton method, at most. Default 1000. */
  readonly maxIter?: number
  /** Of the order of the rows. Default 0. */
  readonly seed?: number
}

export interface LinearSvmModel {
  /** Ascending. */
  readonly classes: Float64Array
  /** machines x columns: one machine for two classes (above 0 the second), else one per class against all others. */
  readonly coefficients: Matrix
  /** One per machine. */
  readonly intercepts: Float64Array
  /** False if `maxIter` passes were not enough: scale the features, or allow more. */
  readonly converged: boolean
}

/**
 * Linear support vector machine (Fan et al. 2008, "LIBLINEAR"), one class against the rest where
 * there are more than two. Columns should be of like scale.
 *
 * @param features rows x columns, finite
 * @param labels one finite number per row, of two or more values
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitLinearSvm(
  features: Matrix,
  labels: ArrayLike<number>,
  options: LinearSvmOptions = {},
): LinearSvmModel {
  const { c = 1, loss = 'squaredHinge', fitIntercept = true, interceptScaling = 1 } = options
  const { dual, tol = 1e-4, maxIter = 1000, seed = 0 } = options
  checkRange('c', c, Number.MIN_VALUE, Number.MAX_VALUE)
  checkRange('interceptScaling', interceptScaling, Number.MIN_VALUE, Number.MAX_VALUE)
  checkRange('tol', tol, Number.MIN_VALUE)
  checkInteger('maxIter', maxIter, 1)
  checkTrainingData(features, labels)
  checkFinite(features)
  const { classes } = classesOf(labels)
  const positives = classes.length === 2 ? classes.subarray(1) : classes
  const bound = loss === 'hinge' ? c : Infinity
  const coefficients = new Float64Array(positives.length * features.columns)
  const intercepts = new Float64Array(positives.length)
  let converged = true
  positives.forEach((positive, m) => {
    const target = Float64Array.from(labels, (label) => (label === positive ? 1 : -1))
    const solution = solveLinear(
      {
        features,
        interceptColumn: fitIntercept ? interceptScaling : 0,
        target,
        lower: target.map((sign) => (sign > 0 ? 0 : -bound)),
        upper: target.map((sign) => (sign > 0 ? bound : 0)),
        diagonal: loss === 'hinge' ? 0 : 1 / (2 * c),
        epsilon: 0,
      },
      { dual, tol, maxIter, seed },
    )
    coefficients.set(solution.coefficients, m * features.columns)
    intercepts[m] = solution.intercept
    converged &&= solution.converged
  })
  return {
    classes,
    coefficients: { data: coefficients, rows: positives.length, columns: features.columns },
    intercepts,
    converged,
  }
}

/**
 * @returns rows x machines: how far each row lies on the side of the machine's class
 * @throws RangeError if the columns are not those of the fit
 */
export function decideLinearSvm({ coefficients, intercepts }: LinearSvmModel, features: Matrix): Matrix {
  const { data, rows, columns } = features
  checkColumns(columns, coefficients.columns)
  const machines = intercepts.length
  const decisions = new Float64Array(rows * machines)
  for (let r = 0; r < rows; r++) {
    for (let m = 0; m < machines; m++) {
      let sum = intercepts[m]
      for (let c = 0; c < columns; c++) sum += coefficients.data[m * columns + c] * data[r * columns + c]
      decisions[r * machines + m] = sum
    }
  }
  return { data: decisions, rows, columns: machines }
}

/**
 * @returns the class of each row
 * @throws RangeError if the columns are not those of the fit
 */
export function predictLinearSvm(model: LinearSvmModel, features: Matrix): Float64Array {
  const { data, rows, columns: machines } = decideLinearSvm(model, features)
  const { classes } = model
  return Float64Array.from({ length: rows }, (_, r) => {
    if (machines === 1) return classes[data[r] > 0 ? 1 : 0]
    let best = 0
    for (let m = 1; m < machines; m++) if (data[r * machines + m] > data[r * machines + best]) best = m
    return classes[best]
  })
}
