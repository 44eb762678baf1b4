import { type Forest, sumOfTrees } from '../forest/forest.ts'
import { type Matrix, take, takeRows } from '../matrix.ts'
import { createRandom, permutation } from '../random.ts'
import type { Loss } from './loss.ts'

export interface Examples {
  readonly features: Matrix
  readonly target: Float64Array
}

/**
 * Splits the rows at random into those to learn from and those to watch the loss on.
 *
 * @param stratified - the target are classes, whose shares are kept; each has a row to learn from
 */
export function keepAside(
  features: Matrix,
  target: Float64Array,
  { seed, validationFraction }: { readonly seed: number; readonly validationFraction: number },
  stratified: boolean,
): { train: Examples; watched: Examples } {
  const watched = Math.ceil(features.rows * validationFraction)
  const left = features.rows - watched
  const least = stratified ? new Set(target).size : 1
  if (left < least) {
    throw new RangeError(
      `validationFraction: ${validationFraction} of ${features.rows} rows leaves ${left} to learn from, expected ${least} or more`,
    )
  }
  const shuffled = permutation(features.rows, createRandom(seed))
  const order = stratified ? interleave(shuffled, target) : shuffled
  const part = (rows: Uint32Array) => ({ features: takeRows(features, rows), target: take(target, rows) })
  return { train: part(order.slice(watched).sort()), watched: part(order.slice(0, watched).sort()) }
}

/** Orders rows so that any number of the first have the classes in their shares. */
function interleave(rows: Uint32Array, classes: Float64Array): Uint32Array {
  const totals = new Map<number, number>()
  for (const value of classes) totals.set(value, (totals.get(value) ?? 0) + 1)
  const seen = new Map<number, number>()
  const place = new Float64Array(rows.length)
  for (const row of rows) {
    const value = classes[row]
    const rank = (seen.get(value) ?? 0) + 1
    seen.set(value, rank)
    place[row] = rank / totals.get(value)!
  }
  return rows.slice().sort((a, b) => place[a] - place[b] || a - b)
}

/**
 * Follows the loss as trees are added.
 *
 * @returns a function of the newest round of trees, one per output: true once the loss has not fallen by more than
 * `tol` in the last `nIterNoChange` rounds
 */
export function watchLoss(
  { features, target }: Examples,
  loss: Loss,
  baselines: Float64Array,
  { nIterNoChange, tol }: { readonly nIterNoChange: number; readonly tol: number },
): (round: readonly Forest[]) => boolean {
  const raw = Array.from(baselines, (baseline) => new Float64Array(features.rows).fill(baseline))
  const history = [loss.loss(target, raw)]
  return (round) => {
    for (const [output, tree] of round.entries()) {
      const sums = raw[output]
      for (let r = 0; r < sums.length; r++) sums[r] += sumOfTrees(tree, features.data, r * features.columns)
    }
    history.push(loss.loss(target, raw))
    if (history.length <= nIterNoChange) return false
    const reference = history[history.length - 1 - nIterNoChange]
    return history.slice(-nIterNoChange).every((later) => later >= reference - tol)
  }
}
