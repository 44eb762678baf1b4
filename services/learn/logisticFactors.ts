import { checkInteger, checkTrainingData } from './check.ts'
import { invertPositiveDefinite } from './cholesky.ts'
import { classesOf } from './classes.ts'
import { dependentColumn } from './dependentColumn.ts'
import { minimiseByLbfgs } from './lbfgs.ts'
import { conditioned } from './logistic/conditioned.ts'
import { logisticObjective } from './logistic/objective.ts'
import type { Matrix } from './matrix.ts'
import { minimiseByNewton } from './newton.ts'
import { normalReach, normalTwoSided } from './normalDistribution.ts'
import { columnMeans } from './normalEquations.ts'

export interface LogisticFactorsOptions {
  /** Probability with which an interval holds the true value. Default 0.95. */
  readonly confidence?: number
  /** Steps of either descent. Default 100. */
  readonly maxIter?: number
}

/** What one column does to the odds of one class beside the first. */
export interface LogisticFactor {
  /** The class that is compared with the first one. */
  readonly label: number
  /** Column of the features; -1 for the intercept. */
  readonly column: number
  /** Change of the log odds per unit of the column, the others being equal. */
  readonly coefficient: number
  readonly standardError: number
  /** Coefficient as a multiple of its standard error. */
  readonly z: number
  /** Two-sided: how likely so large a z is if the column has no effect. */
  readonly pValue: number
  readonly interval: readonly [number, number]
  /** What a unit of the column multiplies the odds by. */
  readonly oddsRatio: number
  readonly oddsRatioInterval: readonly [number, number]
}

export interface LogisticFactors {
  /** For each class but the first: the intercept, then every column. */
  readonly factors: readonly LogisticFactor[]
  readonly logLikelihood: number
  /** Of shares of classes alone. */
  readonly nullLogLikelihood: number
  /** 1 - logLikelihood / nullLogLikelihood (McFadden 1973). */
  readonly pseudoR2: number
}

/** A standard error in deviations of the column, above which the likelihood has no maximum. */
const LARGEST_ERROR = 1000
/** Length of the gradient from which Newton's method takes over, which then needs two steps or three. */
const NEAR = 1e-3

/**
 * Effects of columns on classes by logistic regression without a penalty, with standard errors of the observed
 * information (Hosmer, Lemeshow and Sturdivant 2013), as Logit and MNLogit of statsmodels.
 *
 * @param features rows x columns, finite
 * @param labels one finite number per row, of at least two different ones; the lowest is what others are compared with
 * @throws RangeError naming what is wrong with the data, columns that depend on each other, or a column that separates
 * the classes, so that its effect has no bound
 */
export function logisticFactors(
  features: Matrix,
  labels: ArrayLike<number>,
  { confidence = 0.95, maxIter = 100 }: LogisticFactorsOptions = {},
): LogisticFactors {
  const reach = normalReach(confidence)
  checkInteger('maxIter', maxIter, 1)
  checkTrainingData(features, labels)
  const { rows, columns } = features
  const { classes, indices } = classesOf(labels)
  const means = columnMeans(features)
  const shape = { classes: classes.length, penalty: 0, fitIntercept: true }
  const problem = { features, means, indices, ...shape }
  const objective = logisticObjective(problem)
  const products = objective.products(0, columns)
  const dependent = dependentColumn(products, means, rows)
  if (dependent >= 0) {
    throw new RangeError(`features: column ${dependent} is constant, or follows from the columns before it`)
  }
  const deviations = means.map((_, c) => Math.sqrt(products.data[c * columns + c] / rows))
  const near = conditioned(objective, problem)
  const start = near.restore(minimiseByLbfgs(near, NEAR, maxIter).weights)
  const { weights, converged } = minimiseByNewton(objective, 1e-10, maxIter, start)
  const loss = objective.evaluate(weights, new Float64Array(objective.size))
  if (!converged || loss < 1e-8) throw separation(weights)
  const { data: covariance } = invertPositiveDefinite(objective.hessian())
  objective.release()

  const factors: LogisticFactor[] = []
  for (let at = 0, k = 1; k < classes.length; k++, at += columns + 1) {
    for (const column of [-1, ...Array(columns).keys()]) {
      const { coefficient, variance } = column === -1 ? interceptOf(at) : effectOf(at + column)
      const standardError = Math.sqrt(variance / rows)
      if (column >= 0 && standardError * deviations[column] > LARGEST_ERROR) throw separation(weights)
      const z = coefficient / standardError
      const interval = [coefficient - reach * standardError, coefficient + reach * standardError] as const
      factors.push({
        label: classes[k],
        column,
        coefficient,
        standardError,
        z,
        pValue: normalTwoSided(z),
        interval,
        oddsRatio: Math.exp(coefficient),
        oddsRatioInterval: [Math.exp(interval[0]), Math.exp(interval[1])],
      })
    }
  }
  const logLikelihood = -loss * rows
  const nullLogLikelihood = likelihoodOfShares(indices, classes.length)
  return { factors, logLikelihood, nullLogLikelihood, pseudoR2: 1 - logLikelihood / nullLogLikelihood }

  function effectOf(i: number) {
    return { coefficient: weights[i], variance: covariance[i * objective.size + i] }
  }

  /** Of the columns as they are, from those less their means. */
  function interceptOf(at: number) {
    const share = (c: number) => (c === columns ? 1 : -means[c])
    let coefficient = 0
    let variance = 0
    for (let c = 0; c <= columns; c++) {
      coefficient += share(c) * weights[at + c]
      for (let k = 0; k <= columns; k++) {
        variance += share(c) * share(k) * covariance[(at + c) * objective.size + at + k]
      }
    }
    return { coefficient, variance }
  }

  /** Names the effect that has grown farthest. */
  function separation(effects: Float64Array): RangeError {
    const sizes = effects.map((effect, i) => {
      const column = i % (columns + 1)
      return column === columns ? 0 : Math.abs(effect) * deviations[column]
    })
    const i = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)))
    const label = classes[1 + Math.floor(i / (columns + 1))]
    return new RangeError(
      `features: column ${i % (columns + 1)}, alone or with others, separates class ${label} from class ${classes[0]}, ` +
        'so that its effect has no bound; leave it out, or fit with a penalty',
    )
  }
}

function likelihoodOfShares(indices: Int32Array, classes: number): number {
  const counts = new Float64Array(classes)
  for (const index of indices) counts[index]++
  return counts.reduce((sum, count) => sum + count * Math.log(count / indices.length), 0)
}
