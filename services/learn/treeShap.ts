import type { Explainer } from './explainer.ts'
import { childOf, type Forest } from './forest/forest.ts'
import { gaussLegendre } from './gaussLegendre.ts'

/**
 * Exact Shapley values of a forest's sum (TreeSHAP, path-dependent: Lundberg et al. 2018): what is not known of a row goes
 * down both ways, by the shares of the training rows that did.
 *
 * The value of column i in a leaf is the integral over t from 0 to 1 of (o_i - z_i) times the product over the path's other
 * columns j of (o_j t + z_j (1 - t)), where o_j is 1 if the row goes that way by column j, else 0, and z_j the share of rows
 * that do (Owen 1972). It is a polynomial, so that Gauss's quadrature is exact; its sums over leaves are kept per point on
 * the way back to the root, as in Linear TreeSHAP (Yu et al. 2022).
 *
 * @param columns of the features
 * @param baseline added to the sum of the trees
 */
export function createTreeExplainer(forest: Forest, columns: number, baseline = 0): Explainer {
  const { roots, feature, threshold, left, count } = forest
  const { depth: deepest, distinct } = measure(forest, columns)
  const { points, weights } = gaussLegendre(Math.max(1, Math.ceil(distinct / 2)))
  const size = points.length
  const buffer = () => new Float64Array((deepest + 1) * size)
  /** By depth and point: the product of the path's factors, and the sum of the leaves below times their products. */
  const products = buffer()
  const sums = buffer()
  /** By depth, of the column that the edge to it asks for: o, z, and by point 1 / factor and (o - z) / factor. */
  const agrees = new Uint8Array(deepest + 1)
  const share = new Float64Array(deepest + 1)
  const inverse = buffer()
  const change = buffer()
  /** By column: depth of the last edge that asked for it, 0 for none. */
  const asked = new Int32Array(columns)
  agrees[0] = 1
  share[0] = 1
  products.fill(1, 0, size)
  inverse.fill(1, 0, size)

  function explain(row: ArrayLike<number>, offset = 0): Float64Array {
    const contributions = new Float64Array(columns)
    for (let tree = 0; tree < roots.length; tree++) visit(roots[tree], 0, row, offset, contributions)
    return contributions
  }

  function visit(
    node: number,
    depth: number,
    row: ArrayLike<number>,
    offset: number,
    contributions: Float64Array,
  ) {
    const here = depth * size
    if (left[node] === 0) {
      for (let q = 0; q < size; q++) sums[here + q] = threshold[node] * products[here + q]
      return
    }
    for (let q = 0; q < size; q++) sums[here + q] = 0
    const column = feature[node]
    const taken = childOf(forest, node, row, offset)
    const last = asked[column]
    asked[column] = depth + 1
    for (let child = left[node]; child <= left[node] + 1; child++) {
      descend(depth, last, child === taken ? agrees[last] : 0, (share[last] * count[child]) / count[node])
      visit(child, depth + 1, row, offset, contributions)
      contributions[column] += gather(depth, last)
    }
    asked[column] = last
  }

  /** Goes along an edge: replaces the factor of its column. */
  function descend(depth: number, last: number, o: number, z: number): void {
    agrees[depth + 1] = o
    share[depth + 1] = z
    for (let q = 0; q < size; q++) {
      const factor = o * points[q] + z * (1 - points[q])
      const there = (depth + 1) * size + q
      inverse[there] = 1 / factor
      change[there] = (o - z) / factor
      products[there] = products[depth * size + q] * factor * inverse[last * size + q]
    }
  }

  /** Comes back: what the edge's column adds by it, in place of what the edge before it added for the same leaves. */
  function gather(depth: number, last: number): number {
    let sum = 0
    for (let q = 0; q < size; q++) {
      const there = (depth + 1) * size + q
      sum += weights[q] * sums[there] * (change[there] - change[last * size + q])
      sums[depth * size + q] += sums[there]
    }
    return sum
  }

  return { expected: baseline + expectedSum(forest), explain }
}

/** The mean of the trees' sum over the training rows. */
function expectedSum({ roots, threshold, left, count }: Forest): number {
  const means = threshold.slice()
  for (let node = left.length - 1; node >= 0; node--) {
    const child = left[node]
    if (child === 0) continue
    means[node] = (count[child] * means[child] + count[child + 1] * means[child + 1]) / count[node]
  }
  return roots.reduce((sum, root) => sum + means[root], 0)
}

/** The length of the longest path, and the most distinct columns on any. */
function measure({ roots, feature, left }: Forest, columns: number): { depth: number; distinct: number } {
  const times = new Uint32Array(columns)
  const most = { depth: 0, distinct: 0 }
  function walk(node: number, depth: number, distinct: number): void {
    if (left[node] === 0) {
      most.depth = Math.max(most.depth, depth)
      most.distinct = Math.max(most.distinct, distinct)
      return
    }
    const column = feature[node]
    const more = times[column] === 0 ? 1 : 0
    times[column]++
    walk(left[node], depth + 1, distinct + more)
    walk(left[node] + 1, depth + 1, distinct + more)
    times[column]--
  }
  for (const root of roots) walk(root, 0, 0)
  return most
}
