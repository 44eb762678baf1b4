import type { Bundles } from './bundles.ts'
import { LANES } from './bundles.ts'

/** Sums of the rows of one node by column and bin. */
export interface Histogram {
  /** Packed gradients: see fixedPoint.ts. */
  readonly gradients: Float64Array
  /** Empty where every hessian is 1. */
  readonly hessians: Float64Array
}

export function createHistogram(length: number, withHessians: boolean): Histogram {
  return { gradients: new Float64Array(length), hessians: new Float64Array(withHessians ? length : 0) }
}

/** Sums `values` over the rows `order[start..end)` into `histogram`, by way of the combinations in `scratch`. */
export function buildHistogram(
  bundles: Bundles,
  order: Int32Array,
  start: number,
  end: number,
  values: Float64Array,
  histogram: Float64Array,
  scratch: Float64Array,
): void {
  scratch.fill(0)
  countCombinations(bundles, order, start, end, values, scratch)
  histogram.fill(0)
  const { from, to } = bundles
  for (let i = 0; i < from.length; i++) histogram[to[i]] += scratch[from[i]]
}

function countCombinations(
  { positions, width }: Bundles,
  order: Int32Array,
  start: number,
  end: number,
  values: Float64Array,
  scratch: Float64Array,
): void {
  for (let i = start; i < end; i++) {
    const row = order[i]
    const value = values[row]
    const first = Math.imul(row, width)
    const last = first + width
    for (let k = first; k < last; k += LANES) {
      scratch[positions[k]] += value
      scratch[positions[k + 1]] += value
    }
  }
}

/** Leaves in `whole` what is not in `part` (Ke et al. 2017: the larger child costs no pass over its rows). */
export function subtractHistogram(whole: Float64Array, part: Float64Array): void {
  for (let i = 0; i < whole.length; i++) whole[i] -= part[i]
}
