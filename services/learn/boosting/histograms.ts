import { LANES, type Positions } from './positions.ts'

/**
 * Sums over the rows of a node by column and bin. Where every hessian is 1 (stride 1): packed gradients, see
 * fixedPoint.ts. Else (stride 2): packed gradients and hessians in turn.
 */
export type Histogram = Float64Array

/** Sums the gradients of the rows `order[start..end)`; half of the time of training is spent here. */
export function sumGradients(
  histogram: Histogram,
  { data, width, from, to }: Positions,
  order: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  histogram.fill(0)
  for (let i = start; i < end; i++) {
    const row = order[i]
    const gradient = gradients[row]
    const first = Math.imul(row, width)
    const last = first + width
    for (let k = first; k < last; k += LANES) {
      histogram[data[k]] += gradient
      histogram[data[k + 1]] += gradient
      histogram[data[k + 2]] += gradient
      histogram[data[k + 3]] += gradient
    }
  }
  for (let i = 0; i < from.length; i++) histogram[to[i]] += histogram[from[i]]
}

/** The same with hessians, for a stride of 2. */
export function sumGradientsAndHessians(
  histogram: Histogram,
  { data, width, from, to }: Positions,
  order: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
  hessians: Float64Array,
): void {
  histogram.fill(0)
  for (let i = start; i < end; i++) {
    const row = order[i]
    const gradient = gradients[row]
    const hessian = hessians[row]
    const first = Math.imul(row, width)
    const last = first + width
    for (let k = first; k < last; k += LANES) {
      const a = data[k] << 1
      const b = data[k + 1] << 1
      const c = data[k + 2] << 1
      const d = data[k + 3] << 1
      histogram[a] += gradient
      histogram[a + 1] += hessian
      histogram[b] += gradient
      histogram[b + 1] += hessian
      histogram[c] += gradient
      histogram[c + 1] += hessian
      histogram[d] += gradient
      histogram[d + 1] += hessian
    }
  }
  for (let i = 0; i < from.length; i++) {
    const source = from[i] << 1
    const target = to[i] << 1
    histogram[target] += histogram[source]
    histogram[target + 1] += histogram[source + 1]
  }
}

/** Leaves in `whole` what is not in `part` (Ke et al. 2017: the larger child costs no pass over its rows). */
export function subtractHistogram(whole: Histogram, part: Histogram): void {
  for (let i = 0; i < whole.length; i++) whole[i] -= part[i]
}
