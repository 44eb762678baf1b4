import { type DualOptions, type DualProblem, type DualSolution, solveDual } from './coordinateDescent.ts'
import { solvePrimal } from './newton.ts'

export interface SolveOptions extends DualOptions {
  /** Without it, the primal of a squared loss and the dual of any other. */
  readonly dual?: boolean | undefined
}

/** @throws RangeError if the primal of a loss that is not squared is asked for */
export function solveLinear(problem: DualProblem, { dual, ...options }: SolveOptions): DualSolution {
  const squared = problem.diagonal > 0
  if (dual === false && !squared) {
    throw new RangeError('dual: false, expected true with a loss that is not squared')
  }
  return (dual ?? !squared) ? solveDual(problem, options) : solvePrimal(problem, options)
}
