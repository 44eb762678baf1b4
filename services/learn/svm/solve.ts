import { type DualOptions, type DualProblem, type DualSolution, solveDual } from './coordinateDescent.ts'
import { solveSmoothed } from './finiteSmoothing.ts'
import { solvePrimal } from './newton.ts'

export interface SolveOptions extends DualOptions {
  /** True: by coordinate descent. Without it, by Newton's method where that pays. */
  readonly dual?: boolean | undefined
}

/** @throws RangeError if the primal of a loss that is not squared is asked for, or products of numbers overflow */
export function solveLinear(problem: DualProblem, { dual, ...options }: SolveOptions): DualSolution {
  const squared = problem.diagonal > 0
  if (dual === false && !squared) {
    throw new RangeError('dual: false, expected true with a loss that is not squared')
  }
  checkSizes('features', problem.features.data, problem.features.columns)
  checkSizes('target', problem.target, 1)
  if (dual === true) return solveDual(problem, options)
  if (squared) return solvePrimal(problem, options)
  if (problem.features.columns > mostColumns) return solveDual(problem, options)
  const smoothed = solveSmoothed(problem, options)
  return smoothed.converged ? smoothed : solveDual(problem, options)
}

/** More make the steps of Newton's method, which grow with their cube, dearer than passes over the rows. */
const mostColumns = 200
/** Products of four such numbers, and sums of a billion of them, are finite. */
const largest = 1e70

function checkSizes(what: string, values: Float64Array, columns: number): void {
  let at = 0
  while (at < values.length && Math.abs(values[at]) <= largest) at++
  if (at === values.length) return
  const place = columns === 1 ? '' : `, column ${at % columns}`
  throw new RangeError(
    `${what}: row ${Math.floor(at / columns)}${place} is ${values[at]}, expected at most ${largest}: products overflow`,
  )
}
