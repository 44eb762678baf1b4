import { checkFinite, checkInteger, checkRange, checkTrainingData } from './check.ts'
import { type LinearModel, predictLinear } from './linearModel.ts'
import type { Matrix } from './matrix.ts'
import { solveLinear } from './svm/solve.ts'

/** Names and defaults of scikit-learn's LinearSVR. */
export interface LinearSvrOptions {
  /** What errors cost beside large coefficients. Default 1. */
  readonly c?: number
  /** Errors up to this cost nothing, in the unit of the target. Default 0. */
  readonly epsilon?: number
  /** Default `epsilonInsensitive`: the error beyond epsilon; or its square. */
  readonly loss?: 'epsilonInsensitive' | 'squaredEpsilonInsensitive'
  /**
   * Whether by coordinate descent on the dual (Hsieh et al. 2008). Default: only where the loss is not squared and there
   * are more than 200 columns, or the primal cannot be solved in doubles: that takes far fewer passes.
   */
  readonly dual?: boolean
  /** Default true. */
  readonly fitIntercept?: boolean
  /** Value of the column that stands for the intercept; the larger, the less the intercept is penalised. Default 1. */
  readonly interceptScaling?: number
  /** Largest violation of optimality at which it ends, as a share of the largest at the start. Default 1e-4. */
  readonly tol?: number
  /** Passes over the rows, or steps of the Newton method, at most. Default 1000. */
  readonly maxIter?: number
  /** Of the order of the rows. Default 0. */
  readonly seed?: number
}

export interface LinearSvrModel extends LinearModel {
  /** False if `maxIter` passes were not enough: scale the features, or allow more. */
  readonly converged: boolean
}

/**
 * Linear support vector regression (Ho and Lin 2012), with a penalty on squared coefficients and, as liblinear has it,
 * on the squared intercept. Columns should be of like scale.
 *
 * @param features rows x columns, finite
 * @param target one finite number per row
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitLinearSvr(
  features: Matrix,
  target: Float64Array,
  options: LinearSvrOptions = {},
): LinearSvrModel {
  const {
    c = 1,
    epsilon = 0,
    loss = 'epsilonInsensitive',
    fitIntercept = true,
    interceptScaling = 1,
  } = options
  const { dual, tol = 1e-4, maxIter = 1000, seed = 0 } = options
  checkRange('c', c, Number.MIN_VALUE, Number.MAX_VALUE)
  checkRange('epsilon', epsilon, 0, Number.MAX_VALUE)
  checkRange('interceptScaling', interceptScaling, Number.MIN_VALUE, Number.MAX_VALUE)
  checkRange('tol', tol, Number.MIN_VALUE)
  checkInteger('maxIter', maxIter, 1)
  checkTrainingData(features, target)
  checkFinite(features)
  const squared = loss === 'squaredEpsilonInsensitive'
  const bound = squared ? Infinity : c
  const { coefficients, intercept, converged } = solveLinear(
    {
      features,
      interceptColumn: fitIntercept ? interceptScaling : 0,
      target,
      lower: new Float64Array(features.rows).fill(-bound),
      upper: new Float64Array(features.rows).fill(bound),
      diagonal: squared ? 1 / (2 * c) : 0,
      epsilon,
    },
    { dual, tol, maxIter, seed },
  )
  return { coefficients, intercept, converged }
}

/** @throws RangeError if the columns are not those of the fit */
export const predictLinearSvr: (model: LinearSvrModel, features: Matrix) => Float64Array = predictLinear
