import { type Matrix, take, takeRows } from '../matrix.ts'
import { createRandom, permutation } from '../random.ts'
import { type Forest, sumOfTrees } from './forest.ts'
import type { Loss } from './loss.ts'

export interface Examples {
  readonly features: Matrix
  readonly target: Float64Array
}

/** Splits the rows at random into those to learn from and those to watch the loss on. */
export function keepAside(
  features: Matrix,
  target: Float64Array,
  { seed, validationFraction }: { readonly seed: number; readonly validationFraction: number },
): { train: Examples; watched: Examples } {
  const watched = Math.ceil(features.rows * validationFraction)
  if (watched >= features.rows) {
    throw new RangeError(
      `validationFraction: ${validationFraction} of ${features.rows} rows leaves none to learn from`,
    )
  }
  const order = permutation(features.rows, createRandom(seed))
  const part = (rows: Uint32Array) => ({ features: takeRows(features, rows), target: take(target, rows) })
  return { train: part(order.slice(watched).sort()), watched: part(order.slice(0, watched).sort()) }
}

/**
 * Follows the loss as trees are added.
 *
 * @returns a function of the newest tree: true once the loss has not fallen by more than `tol` in the last
 * `nIterNoChange` trees
 */
export function watchLoss(
  { features, target }: Examples,
  loss: Loss,
  baseline: number,
  { nIterNoChange, tol }: { readonly nIterNoChange: number; readonly tol: number },
): (tree: Forest) => boolean {
  const raw = new Float64Array(features.rows).fill(baseline)
  const history = [loss.loss(target, raw)]
  return (tree) => {
    for (let r = 0; r < features.rows; r++) raw[r] += sumOfTrees(tree, features.data, r * features.columns)
    history.push(loss.loss(target, raw))
    if (history.length <= nIterNoChange) return false
    const reference = history[history.length - 1 - nIterNoChange]
    return history.slice(-nIterNoChange).every((later) => later >= reference - tol)
  }
}
