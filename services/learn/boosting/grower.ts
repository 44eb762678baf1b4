import type { Bins } from './bins.ts'
import { countOf, createFixedPoint, packGradients } from './fixedPoint.ts'
import type { Forest } from './forest.ts'
import { type Histogram, subtractHistogram, sumGradients, sumGradientsAndHessians } from './histograms.ts'
import { arrangePositions } from './positions.ts'
import { createSplitFinder, type Split, type SplitRules } from './split.ts'
import { createTreeBuilder, type TreeBuilder } from './treeBuilder.ts'

export interface GrowerRules extends SplitRules {
  readonly maxLeafNodes: number
  readonly maxDepth: number
  readonly learningRate: number
  /** Longest step of a leaf before shrinkage: beyond it the loss is not what its derivatives say. */
  readonly longestStep: number
}

/** A leaf that may still be split: the rows `order[start..end)`. */
interface Leaf {
  readonly node: number
  readonly depth: number
  readonly start: number
  readonly end: number
  readonly histogram: Histogram
  readonly split: Split | undefined
}

/** Called with the rows of each leaf, and what it adds to their prediction. */
export type Advance = (rows: Int32Array, step: number) => void

/** Grows one tree on gradients and hessians (empty: all 1). */
export type TreeGrower = (gradients: Float64Array, hessians: Float64Array, advance: Advance) => Forest

/** Leaf-wise growth (Ke et al. 2017) on histograms, with the gain of Chen and Guestrin 2016. */
export function createTreeGrower(bins: Bins, rules: GrowerRules, withHessians: boolean): TreeGrower {
  const { rows, codes } = bins
  const positions = arrangePositions(bins)
  const stride = withHessians ? 2 : 1
  const findSplit = createSplitFinder(bins, positions.offsets, rules, withHessians)
  const point = createFixedPoint(rows)
  const packed = new Float64Array(rows)
  const order = new Int32Array(rows)
  const moved = new Int32Array(rows)
  const leftCodes = new Uint8Array(256)
  const spare: Histogram[] = []

  function grow(gradients: Float64Array, hessians: Float64Array, advance: Advance): Forest {
    const tree = createTreeBuilder()
    packGradients(gradients, packed, point)
    for (let r = 0; r < rows; r++) order[r] = r
    const finished: Leaf[] = []
    const open: Leaf[] = []
    const settle = (leaf: Leaf) => (leaf.split === undefined ? finished : open).push(leaf)
    const rootHistogram = spare.pop() ?? new Float64Array(positions.length * stride)
    sumRows(rootHistogram, 0, rows, hessians)
    settle(examine(0, 0, 0, rows, rootHistogram))
    while (open.length > 0 && finished.length + open.length < rules.maxLeafNodes) {
      const leaf = takeBest(open)
      const isLast = finished.length + open.length + 2 === rules.maxLeafNodes
      const middle = partition(leaf, leaf.split!)
      const child = addSplit(tree, leaf, leaf.split!, middle)
      const depth = leaf.depth + 1
      if (isLast) {
        const { histogram } = leaf
        finished.push({ node: child, depth, start: leaf.start, end: middle, histogram, split: undefined })
        finished.push({ node: child + 1, depth, start: middle, end: leaf.end, histogram, split: undefined })
        break
      }
      const leftSmaller = middle - leaf.start <= leaf.end - middle
      const small = spare.pop() ?? new Float64Array(positions.length * stride)
      const [start, end] = leftSmaller ? [leaf.start, middle] : [middle, leaf.end]
      sumRows(small, start, end, hessians)
      subtractHistogram(leaf.histogram, small)
      settle(examine(child, depth, leaf.start, middle, leftSmaller ? small : leaf.histogram))
      settle(examine(child + 1, depth, middle, leaf.end, leftSmaller ? leaf.histogram : small))
    }
    const leaves = finished.concat(open)
    for (const leaf of leaves) {
      const leafRows = order.subarray(leaf.start, leaf.end)
      const value = leafValue(leafRows, gradients, hessians)
      tree.setLeaf(leaf.node, value)
      advance(leafRows, value)
    }
    for (const histogram of new Set(leaves.map((leaf) => leaf.histogram))) spare.push(histogram)
    return tree.finish()
  }

  function sumRows(histogram: Histogram, start: number, end: number, hessians: Float64Array): void {
    if (withHessians) {
      sumGradientsAndHessians(histogram, positions, order, start, end, packed, hessians)
    } else {
      sumGradients(histogram, positions, order, start, end, packed)
    }
  }

  function examine(node: number, depth: number, start: number, end: number, histogram: Histogram): Leaf {
    const count = end - start
    const canSplit = depth < rules.maxDepth && count >= 2 * rules.minSamplesLeaf
    if (!canSplit) return { node, depth, start, end, histogram, split: undefined }
    const sum = total(histogram, 0)
    const gradient = (sum - countOf(sum, 1 / point.unit) * point.unit) / point.scale
    const hessian = withHessians ? total(histogram, 1) : count
    const split = findSplit({ histogram, gradient, hessian, count }, point.unit, point.scale)
    return { node, depth, start, end, histogram, split }
  }

  /** Any column's bins sum to the whole node: the first is taken. */
  function total(histogram: Histogram, from: number): number {
    let sum = 0
    for (let i = 0; i < positions.offsets[1]; i++) sum += histogram[i * stride + from]
    return sum
  }

  /** Moves the rows that go left to the front, both sides keeping their order; returns where the right side begins. */
  function partition({ start, end }: Leaf, split: Split): number {
    markLeft(split)
    const column = codes.subarray(split.column * rows, (split.column + 1) * rows)
    let left = start
    for (let i = start; i < end; i++) {
      const row = order[i]
      order[left] = row
      moved[i - left] = row
      left += leftCodes[column[row]]
    }
    order.set(moved.subarray(0, end - left), left)
    return left
  }

  function markLeft({ column, bin, missingLeft, categories }: Split): void {
    leftCodes.fill(0)
    if (categories === undefined) leftCodes.fill(1, 0, bin + 1)
    else for (const category of categories) leftCodes[category] = 1
    if (bins.hasMissing[column]) leftCodes[bins.counts[column]] = missingLeft ? 1 : 0
  }

  function addSplit(tree: TreeBuilder, leaf: Leaf, split: Split, middle: number): number {
    const { column, bin, categories } = split
    const missingLeft = bins.hasMissing[column] ? split.missingLeft : middle - leaf.start > leaf.end - middle
    if (categories === undefined) {
      const threshold = bins.thresholds[column][bin] ?? Infinity
      return tree.splitNumbers(leaf.node, column, threshold, missingLeft)
    }
    const leftSet = bins.seen[column].map((seen, code) => (seen ? leftCodes[code] : missingLeft ? 1 : 0))
    return tree.splitCategories(leaf.node, column, leftSet, missingLeft)
  }

  /** From the gradients themselves, not from their fixed-point sums. */
  function leafValue(leafRows: Int32Array, gradients: Float64Array, hessians: Float64Array): number {
    let gradient = 0
    let hessian = withHessians ? 0 : leafRows.length
    for (let i = 0; i < leafRows.length; i++) gradient += gradients[leafRows[i]]
    if (withHessians) for (let i = 0; i < leafRows.length; i++) hessian += hessians[leafRows[i]]
    const step = -gradient / (hessian + rules.l2Regularization + Number.MIN_VALUE)
    return rules.learningRate * Math.min(Math.max(step, -rules.longestStep), rules.longestStep)
  }

  return grow
}

function takeBest(leaves: Leaf[]): Leaf {
  let best = 0
  for (let i = 1; i < leaves.length; i++) if (leaves[i].split!.gain > leaves[best].split!.gain) best = i
  return leaves.splice(best, 1)[0]
}
