import { solvePositiveDefinite } from '../cholesky.ts'
import { dot } from '../dot.ts'
import { gram } from '../gram.ts'
import type { DualOptions, DualProblem, DualSolution } from './coordinateDescent.ts'
import { addRow, dualOf, follow, outputOf, type SmoothedFit, watchAll, watchNear } from './smoothedFit.ts'

/** Of one width from the one before. */
const narrowing = 0.1
/** Violations of optimality, in units of what a width allows, at which the next width follows. */
const loose = 10

/**
 * Solves a problem of finite bounds by its primal, whose kinks it rounds off by parabolas of a width that shrinks (Madsen
 * and Nielsen 1993, "A finite smoothing algorithm for linear l1 estimation"). A width adds to the dual what a squared
 * loss adds to its diagonal. Within a width it takes Newton's steps, which find the minimum after finitely many, from
 * one width to the next the step that would do if the same rows stayed within. That makes some fifty passes, most of
 * them over the rows near a kink alone, as the others are looked at again when those are done, and products of the columns
 * of those few within, where coordinate descent makes thousands. Ends when no coefficient of the dual violates optimality
 * by more than `tol` times the largest violation at 0.
 *
 * @returns not converged also where the columns are too large or too dependent for Newton's steps
 */
export function solveSmoothed(
  problem: DualProblem,
  { tol, maxIter }: Pick<DualOptions, 'tol' | 'maxIter'>,
): DualSolution {
  const { rows, columns } = problem.features
  const size = columns + 1
  const { longest, start, most } = sizes(problem)
  const allowed = (tol * start) / 2
  const rounding = Math.min(10 * Number.EPSILON * rows * most * longest ** 2, 100 * allowed)
  const narrowest = allowed / most
  const fit: SmoothedFit = {
    ...problem,
    width: Math.max(narrowest, start / most / 2),
    weights: new Float64Array(size),
    outputs: new Float64Array(rows),
    dual: new Float64Array(rows),
    product: new Float64Array(size),
    step: new Float64Array(size),
    moves: new Float64Array(rows),
    watched: Uint32Array.from({ length: rows }, (_, row) => row),
    watching: rows,
    crossing: new Uint32Array(rows),
    taken: new Float64Array(0),
  }
  const { weights, dual, product } = fit
  const within = new Uint32Array(rows)
  const gradient = new Float64Array(size)

  let iterations = 0
  let converged = start === 0
  for (; !converged && iterations < maxIter; iterations++) {
    const zone = within.subarray(0, follow(fit, within))
    for (let c = 0; c < size; c++) gradient[c] = weights[c] - product[c]
    const residual = Math.sqrt(dot(gradient, 0, gradient, size)) * longest
    const isLast = fit.width === narrowest
    const isReached = residual <= (isLast ? allowed + rounding : loose * fit.width * most)
    converged = isReached && isLast && fit.watching === rows
    if (converged) break
    if (isReached && isLast) {
      watchAll(fit)
      continue
    }
    if (isReached) {
      const next = Math.max(narrowest, fit.width * narrowing)
      for (const row of zone) addRow(fit, gradient, row, -dual[row] * (fit.width / next - 1))
      fit.width = next
      watchNear(fit)
    }
    if (!aim(fit, zone, gradient)) break
    move(fit, isReached ? 1 : search(fit, gradient))
  }
  return {
    coefficients: product.slice(0, columns),
    intercept: product[columns] * problem.interceptColumn,
    iterations,
    converged,
  }
}

/** Writes Newton's step and what it moves; false if there is none in doubles. */
function aim(fit: SmoothedFit, zone: Uint32Array, gradient: Float64Array): boolean {
  const { features, interceptColumn, width, step, moves, watched, watching } = fit
  const { data, columns } = features
  const size = columns + 1
  if (fit.taken.length < zone.length * size) fit.taken = new Float64Array(2 * zone.length * size)
  const { taken } = fit
  for (let i = 0; i < zone.length; i++) {
    const at = zone[i] * columns
    for (let c = 0; c < columns; c++) taken[i * size + c] = data[at + c]
    taken[i * size + columns] = interceptColumn
  }
  const hessian = gram({ data: taken, rows: zone.length, columns: size })
  for (let i = 0; i < hessian.data.length; i++) hessian.data[i] /= width
  for (let c = 0; c < size; c++) hessian.data[c * size + c] += 1
  try {
    step.set(solvePositiveDefinite(hessian, gradient))
  } catch {
    return false
  }
  for (let c = 0; c < size; c++) step[c] = -step[c]
  for (let i = 0; i < watching; i++) moves[watched[i]] = outputOf(fit, watched[i], step)
  return true
}

function move({ weights, outputs, step, moves, watched, watching }: SmoothedFit, length: number): void {
  for (let c = 0; c < step.length; c++) weights[c] += length * step[c]
  for (let i = 0; i < watching; i++) outputs[watched[i]] += length * moves[watched[i]]
}

/** Where along the step, at most at its end, the objective is least. */
function search(fit: SmoothedFit, gradient: Float64Array): number {
  const { target, outputs, dual, lower, upper, width, step, moves, watched, watching, crossing } = fit
  const start = dot(gradient, 0, step, step.length)
  const square = dot(step, 0, step, step.length)
  let count = 0
  for (let i = 0; i < watching; i++) {
    const r = watched[i]
    if (dualOf(fit, r, target[r] - outputs[r] - moves[r]) !== dual[r]) crossing[count++] = r
  }
  let low = 0
  let high = 1
  let length = 1
  for (let k = 0; k < 60; k++) {
    let slope = start + length * square
    let curvature = square
    for (let i = 0; i < count; i++) {
      const r = crossing[i]
      const value = dualOf(fit, r, target[r] - outputs[r] - length * moves[r])
      slope -= (value - dual[r]) * moves[r]
      if (value !== 0 && value > lower[r] && value < upper[r]) curvature += moves[r] ** 2 / width
    }
    if (length === 1 && slope <= 0) return 1
    if (slope < 0) low = length
    else high = length
    let next = length - slope / curvature
    if (!(next > low && next < high)) next = (low + high) / 2
    if (Math.abs(next - length) < 1e-3 * length) return next
    length = next
  }
  return length
}

/** The length of the longest row, the largest violation at 0 and the largest bound. */
function sizes({ features, interceptColumn, target, lower, upper, epsilon }: DualProblem) {
  const { data, rows, columns } = features
  let longest = 0
  let start = 0
  let most = 0
  for (let r = 0; r < rows; r++) {
    const square = dot(data, r * columns, data, columns, r * columns)
    longest = Math.max(longest, Math.sqrt(square + interceptColumn ** 2))
    start = Math.max(start, Math.abs(target[r]) - epsilon)
    most = Math.max(most, upper[r], -lower[r])
  }
  return { longest, start, most }
}
