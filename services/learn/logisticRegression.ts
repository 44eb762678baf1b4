import { checkColumns, checkInteger, checkRange, checkTrainingData } from './check.ts'
import { classesOf } from './classes.ts'
import { dependentColumn } from './dependentColumn.ts'
import { dot } from './dot.ts'
import { minimiseByLbfgs } from './lbfgs.ts'
import { conditioned } from './logistic/conditioned.ts'
import { logisticObjective } from './logistic/objective.ts'
import type { Matrix } from './matrix.ts'
import { type Minimum, minimiseByNewton } from './newton.ts'
import { columnMeans } from './normalEquations.ts'

/** Names of scikit-learn's LogisticRegression. */
export interface LogisticRegressionOptions {
  /** What errors cost beside large coefficients: the inverse of the L2 penalty. `Infinity`: no penalty. Default 1. */
  readonly c?: number
  /** Default true; the intercept is not penalised. */
  readonly fitIntercept?: boolean
  /** Default `lbfgs`; the scale of columns matters to neither. */
  readonly solver?: 'lbfgs' | 'newton-cholesky'
  /** Newton's decrement, or the length of the conditioned gradient, at which it ends. Default 1e-6. */
  readonly tol?: number
  /** Default 1000. */
  readonly maxIter?: number
}

export interface LogisticRegressionModel {
  /** The labels, ascending. */
  readonly classes: Float64Array
  /**
   * vectors x columns: one row for two classes, the log odds of the second; otherwise one per class. Without a penalty
   * those of the first class are 0, and the others' are log odds beside it.
   */
  readonly coefficients: Matrix
  /** One per row of the coefficients. */
  readonly intercepts: Float64Array
  readonly iterations: number
  /** False if `maxIter` steps were not enough: allow more, or lower `c`. */
  readonly converged: boolean
}

/**
 * Logistic regression, multinomial for more than two classes (Cox 1958; McFadden 1973), with an L2 penalty.
 *
 * @param features rows x columns, finite
 * @param labels one finite number per row, of at least two different ones
 * @throws RangeError naming what is wrong with the options or the data, or if nothing is penalised and columns depend on
 * each other
 */
export function fitLogisticRegression(
  features: Matrix,
  labels: ArrayLike<number>,
  options: LogisticRegressionOptions = {},
): LogisticRegressionModel {
  const { c = 1, fitIntercept = true, solver = 'lbfgs', tol = 1e-6, maxIter = 1000 } = options
  checkRange('c', c, Number.MIN_VALUE)
  checkRange('tol', tol, Number.MIN_VALUE)
  checkInteger('maxIter', maxIter, 1)
  checkTrainingData(features, labels)
  const { classes, indices } = classesOf(labels)
  const { rows, columns } = features
  const means = columnMeans(features)
  const problem = {
    features,
    means: fitIntercept ? means : new Float64Array(columns),
    indices,
    classes: classes.length,
    penalty: 1 / (c * rows),
    fitIntercept,
  }
  const objective = logisticObjective(problem)
  const { size, length, reference } = objective
  const dependent =
    problem.penalty > 0 ? -1 : dependentColumn(objective.products(0, columns), problem.means, rows)
  if (dependent >= 0) {
    throw new RangeError(
      `features: column ${dependent} is constant, or follows from the columns before it; leave it out, or choose a finite c`,
    )
  }
  const { weights, iterations, converged } =
    solver === 'lbfgs' ? descend() : minimiseByNewton(objective, tol, maxIter)

  function descend(): Minimum {
    const f = conditioned(objective, problem)
    const minimum = minimiseByLbfgs(f, tol, maxIter)
    return { ...minimum, weights: f.restore(minimum.weights) }
  }
  objective.release()

  const first = reference === 1 && classes.length > 2 ? 1 : 0
  const vectors = first + size / length
  const coefficients = new Float64Array(vectors * columns)
  const intercepts = new Float64Array(vectors)
  for (let v = first, at = 0; v < vectors; v++, at += length) {
    coefficients.set(weights.subarray(at, at + columns), v * columns)
    if (!fitIntercept) continue
    intercepts[v] = weights[at + columns] - dot(problem.means, 0, weights, columns, at)
  }
  return {
    classes,
    coefficients: { data: coefficients, rows: vectors, columns },
    intercepts,
    iterations,
    converged,
  }
}

/**
 * @returns rows x classes, each row's sum being 1
 * @throws RangeError if the columns are not those of the fit
 */
export function predictLogisticProbabilities(model: LogisticRegressionModel, features: Matrix): Matrix {
  const { classes, coefficients, intercepts } = model
  const { data, rows, columns } = features
  checkColumns(columns, coefficients.columns)
  const count = classes.length
  const offset = count - coefficients.rows
  const probabilities = new Float64Array(rows * count)
  for (let r = 0; r < rows; r++) {
    const out = probabilities.subarray(r * count, (r + 1) * count)
    for (let v = 0; v < coefficients.rows; v++) {
      let score = intercepts[v]
      for (let c = 0; c < columns; c++) score += coefficients.data[v * columns + c] * data[r * columns + c]
      out[v + offset] = score
    }
    softmax(out)
  }
  return { data: probabilities, rows, columns: count }
}

/**
 * @returns the most likely label of each row
 * @throws RangeError if the columns are not those of the fit
 */
export function predictLogistic(model: LogisticRegressionModel, features: Matrix): Float64Array {
  const { data, rows, columns } = predictLogisticProbabilities(model, features)
  return Float64Array.from({ length: rows }, (_, r) => {
    let best = 0
    for (let c = 1; c < columns; c++) if (data[r * columns + c] > data[r * columns + best]) best = c
    return model.classes[best]
  })
}

/** Exponentials of the scores as shares of their sum, in place; no score is too large. */
function softmax(scores: Float64Array): void {
  const largest = scores.reduce((a, b) => Math.max(a, b))
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp(scores[i] - largest)
    sum += scores[i]
  }
  for (let i = 0; i < scores.length; i++) scores[i] /= sum
}
