import { LANES, type Positions } from './positions.ts'

/**
 * Sums over the rows of a node by column and bin. Where every hessian is 1 (stride 1): packed gradients, see
 * fixedPoint.ts. Else (stride 2): packed gradients and hessians in turn.
 */
export type Histogram = Float64Array

/**
 * Sums the gradients of the rows `order[start..end)`. Half of the time of training is spent here: a row's eight lanes
 * are written out, for a loop around them would take as long as they do.
 */
export function sumGradients(
  histogram: Histogram,
  { data, width, from, to }: Positions,
  order: Int32Array,
  start: number,
  end: number,
  gradients: Float64Array,
): void {
  histogram.fill(0)
  for (let lane = 0; lane < width; lane += LANES) {
    for (let i = start; i < end; i++) {
      const row = order[i]
      const gradient = gradients[row]
      const k = Math.imul(row, width) + lane
      histogram[data[k]] += gradient
      histogram[data[k + 1]] += gradient
      histogram[data[k + 2]] += gradient
      histogram[data[k + 3]] += gradient
      histogram[data[k + 4]] += gradient
      histogram[data[k + 5]] += gradient
      histogram[data[k + 6]] += gradient
      histogram[data[k + 7]] += gradient
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
  for (let lane = 0; lane < width; lane += LANES) {
    for (let i = start; i < end; i++) {
      const row = order[i]
      const gradient = gradients[row]
      const hessian = hessians[row]
      const k = Math.imul(row, width) + lane
      const a = data[k] << 1
      const b = data[k + 1] << 1
      const c = data[k + 2] << 1
      const d = data[k + 3] << 1
      const e = data[k + 4] << 1
      const f = data[k + 5] << 1
      const g = data[k + 6] << 1
      const h = data[k + 7] << 1
      histogram[a] += gradient
      histogram[a + 1] += hessian
      histogram[b] += gradient
      histogram[b + 1] += hessian
      histogram[c] += gradient
      histogram[c + 1] += hessian
      histogram[d] += gradient
      histogram[d + 1] += hessian
      histogram[e] += gradient
      histogram[e + 1] += hessian
      histogram[f] += gradient
      histogram[f + 1] += hessian
      histogram[g] += gradient
      histogram[g + 1] += hessian
      histogram[h] += gradient
      histogram[h + 1] += hessian
    }
  }
  for (let i = 0; i < from.length; i++) {
    const source = from[i] << 1
    const target = to[i] << 1
    histogram[target] += histogram[source]
    histogram[target + 1] += histogram[source + 1]
  }
}

/** Leaves in the bins of `whole` what is not in `part` (Ke et al. 2017: the larger child costs no pass over its rows). */
export function subtractHistogram(whole: Histogram, part: Histogram, bins: number): void {
  for (let i = 0; i < bins; i++) whole[i] -= part[i]
}
