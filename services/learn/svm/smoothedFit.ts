import { dot } from '../dot.ts'
import type { DualProblem } from './coordinateDescent.ts'

/** Errors so many times as far from where coefficients change as that is wide are not watched. */
const reach = 30

/** A problem on the way to its solution; functions that share it are optimised once, closures for each fit anew. */
export interface SmoothedFit extends DualProblem {
  width: number
  readonly weights: Float64Array
  /** Of the rows for the weights; only those watched are up to date. */
  readonly outputs: Float64Array
  readonly dual: Float64Array
  /** Of the dual with the rows. */
  readonly product: Float64Array
  readonly step: Float64Array
  /** Of the outputs with the step. */
  readonly moves: Float64Array
  /** The first `watching` are the rows whose coefficients may change. */
  readonly watched: Uint32Array
  watching: number
  readonly crossing: Uint32Array
  /** Of Newton's steps: room for the rows within the width. */
  taken: Float64Array
}

export function addRow(
  { features, interceptColumn }: SmoothedFit,
  sum: Float64Array,
  row: number,
  factor: number,
): void {
  const { data, columns } = features
  const at = row * columns
  for (let c = 0; c < columns; c++) sum[c] += factor * data[at + c]
  sum[columns] += factor * interceptColumn
}

export function outputOf(
  { features, interceptColumn }: SmoothedFit,
  row: number,
  weights: Float64Array,
): number {
  const { data, columns } = features
  return dot(data, row * columns, weights, columns) + weights[columns] * interceptColumn
}

export function watchAll(fit: SmoothedFit): void {
  const { outputs, watched, weights } = fit
  for (let r = 0; r < outputs.length; r++) {
    outputs[r] = outputOf(fit, r, weights)
    watched[r] = r
  }
  fit.watching = outputs.length
}

/** Goes on to watch only rows whose coefficients a small change of their outputs could change. */
export function watchNear(fit: SmoothedFit): void {
  const { target, outputs, lower, upper, watched, watching, width } = fit
  fit.watching = 0
  for (let i = 0; i < watching; i++) {
    const r = watched[i]
    const error = target[r] - outputs[r]
    const far = reach * width * (upper[r] - lower[r])
    if (dualOf(fit, r, error + far) !== dualOf(fit, r, error - far)) watched[fit.watching++] = r
  }
}

/** Brings the dual and its product up to date; writes the rows within the width and counts them. */
export function follow(fit: SmoothedFit, within: Uint32Array): number {
  const { target, outputs, dual, product, lower, upper, watched, watching } = fit
  let count = 0
  for (let i = 0; i < watching; i++) {
    const r = watched[i]
    const value = dualOf(fit, r, target[r] - outputs[r])
    if (value !== 0 && value > lower[r] && value < upper[r]) within[count++] = r
    if (value === dual[r]) continue
    addRow(fit, product, r, value - dual[r])
    dual[r] = value
  }
  return count
}

/** The coefficient of a row with that error, on the slope of its rounded kink. */
export function dualOf({ epsilon, width, lower, upper }: SmoothedFit, row: number, error: number): number {
  const excess = error > epsilon ? error - epsilon : error < -epsilon ? error + epsilon : 0
  const value = excess / width
  return value > upper[row] ? upper[row] : value < lower[row] ? lower[row] : value
}
