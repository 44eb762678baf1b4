import { solvePositiveDefinite } from './cholesky.ts'
import type { Matrix } from './matrix.ts'

export interface Minimum {
  readonly weights: Float64Array
  readonly iterations: number
  readonly converged: boolean
}

export interface SmoothFunction {
  readonly size: number
  /** @returns the value at `weights`; writes the gradient */
  evaluate(weights: Float64Array, gradient: Float64Array): number
}

/** A convex function that also has second derivatives, at the weights that were evaluated last. */
export interface ConvexFunction extends SmoothFunction {
  hessian(): Matrix
}

const ROUNDING = 8 * Number.EPSILON

/**
 * Newton's method with backtracking (Boyd and Vandenberghe 2004, 9.5). Ends when the decrement, which does not
 * depend on the scale of the columns, is at most `tol`; or where the function has gone flat, as it does without a minimum.
 *
 * @param start - where it begins, not far from the minimum. Default 0
 * @throws RangeError if the second derivatives are singular at 0: columns that depend on each other
 */
export function minimiseByNewton(
  f: ConvexFunction,
  tol: number,
  maxIter: number,
  start?: Float64Array,
): Minimum {
  let weights = start ?? new Float64Array(f.size)
  const gradient = new Float64Array(f.size)
  let value = f.evaluate(weights, gradient)
  for (let iterations = 1; iterations <= maxIter; iterations++) {
    const step = newtonStep(f.hessian(), gradient, iterations === 1 && start === undefined)
    if (step === undefined) return { weights, iterations, converged: false }
    let squaredDecrement = 0
    for (let i = 0; i < step.length; i++) squaredDecrement += step[i] * gradient[i]
    const from = weights
    const before = value
    let share = 1
    do {
      weights = from.map((weight, i) => weight - share * step[i])
      value = f.evaluate(weights, gradient)
      share /= 2
    } while (
      !(value <= before - 0.5 * share * squaredDecrement) &&
      share * squaredDecrement > ROUNDING * before
    )
    if (squaredDecrement <= tol ** 2) return { weights, iterations, converged: true }
  }
  return { weights, iterations: maxIter, converged: false }
}

function newtonStep(hessian: Matrix, gradient: Float64Array, isAtZero: boolean): Float64Array | undefined {
  try {
    return solvePositiveDefinite(hessian, gradient)
  } catch (error) {
    if (isAtZero) throw error
  }
}
