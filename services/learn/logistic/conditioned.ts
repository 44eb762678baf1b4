import { choleskyFactor, solveLower, solveUpper } from '../cholesky.ts'
import type { SmoothFunction } from '../newton.ts'
import type { LogisticObjective, LogisticProblem } from './objective.ts'

export interface Conditioned extends SmoothFunction {
  /** Coefficients of the columns as they are, from those of the conditioned function. */
  restore(weights: Float64Array): Float64Array
}

/** Columns whose products are made use of together: so that they cost no more than a few passes over the rows. */
const GROUP = 63
/** Of a column's second derivative, which keeps columns that depend on each other apart. */
const LEAST_SHARE = 1e-9

/**
 * The same objective of columns that are not correlated and of which all second derivatives at 0 are 1, without touching
 * the columns, by Cholesky factors of those derivatives (Böhning 1992, "Multinomial logistic regression algorithm"): a
 * descent then needs few steps, whatever the columns' scales are. More than 63 columns are treated in groups.
 *
 * @throws RangeError if nothing is penalised and columns depend on each other
 */
export function conditioned(
  objective: LogisticObjective,
  { features: { rows, columns }, classes, penalty }: LogisticProblem,
): Conditioned {
  const { size, length } = objective
  const spread = (classes - 1) / classes ** 2
  const groups: { readonly start: number; readonly count: number; readonly factor: Float64Array }[] = []
  for (let start = 0; start < columns; start += GROUP) groups.push(factorise(start))

  function factorise(start: number) {
    const count = Math.min(GROUP, columns - start)
    const second = objective.products(start, count)
    const { data } = second
    for (let i = 0; i < data.length; i++) data[i] *= spread / rows
    for (let i = 0; i < data.length; i += count + 1) {
      data[i] = (data[i] + penalty) * (penalty > 0 ? 1 + LEAST_SHARE : 1)
    }
    return { start, count, factor: choleskyFactor(second) }
  }

  function forEachPart(
    weights: Float64Array,
    solve: (factor: Float64Array, part: Float64Array) => void,
  ): void {
    for (let at = 0; at < size; at += length) {
      for (const { start, count, factor } of groups) {
        solve(factor, weights.subarray(at + start, at + start + count))
      }
      if (length > columns) weights[at + columns] /= Math.sqrt(spread)
    }
  }

  function restore(weights: Float64Array): Float64Array {
    const plain = weights.slice()
    forEachPart(plain, solveUpper)
    return plain
  }

  function evaluate(weights: Float64Array, gradient: Float64Array): number {
    const value = objective.evaluate(restore(weights), gradient)
    forEachPart(gradient, solveLower)
    return value
  }

  return { size, evaluate, restore }
}
