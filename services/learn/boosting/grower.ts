import type { Forest } from '../forest/forest.ts'
import { createTreeBuilder, type TreeBuilder } from '../forest/treeBuilder.ts'
import type { Bins } from './bins.ts'
import { createFixedPoint, packDerivatives } from './fixedPoint.ts'
import { createHistogramCounter } from './histograms.ts'
import { partitionIn } from './partitionKernel.ts'
import { arrangePositions } from './positions.ts'
import { createSplitFinder, type Split, type SplitRules } from './split.ts'
import { createWorkspace, type Histogram } from './workspace.ts'

export interface GrowerRules extends SplitRules {
  readonly maxLeafNodes: number
  readonly maxDepth: number
  readonly learningRate: number
  /** Longest step of a leaf before shrinkage: beyond it the loss is not what its derivatives say. */
  readonly longestStep: number
}

/** A leaf that may still be split: the rows `order[start..end)`, and the sums of their derivatives. */
interface Leaf {
  readonly node: number
  readonly depth: number
  readonly start: number
  readonly end: number
  readonly gradient: number
  readonly hessian: number
  /** Penalty of its value: greater beside other categories, of which some are alike by chance (Ke et al. 2017). */
  readonly l2: number
}

interface OpenLeaf extends Leaf {
  readonly histogram: Histogram
  readonly split: Split
}

/** Called with the rows of each leaf, and what it adds to their prediction. */
export type Advance = (rows: Int32Array, step: number) => void

export interface TreeGrower {
  /** Grows one tree on gradients and hessians (empty: all 1). */
  grow(gradients: Float64Array, hessians: Float64Array, advance: Advance): Forest
  /** Lets the next fit have the memory: no tree is to be grown afterwards. */
  release(): void
}

/** Leaf-wise growth (Ke et al. 2017) on histograms, with the gain of Chen and Guestrin 2016. */
export function createTreeGrower(bins: Bins, rules: GrowerRules, withHessians: boolean): TreeGrower {
  const { rows } = bins
  const positions = arrangePositions(bins)
  const stride = withHessians ? 2 : 1
  const point = createFixedPoint(rows)
  const mostLeaves = Math.min(rules.maxLeafNodes, Math.ceil(rows / rules.minSamplesLeaf))
  const workspace = createWorkspace(bins, positions, stride, mostLeaves + 1)
  const { memory, at, order, packed, leftCodes } = workspace
  const counter = createHistogramCounter(workspace, positions)
  const findSplit = createSplitFinder(bins, positions.offsets, rules, workspace)
  const partition = partitionIn(memory)
  const unsorted = Int32Array.from({ length: rows }, (_, r) => r)
  const spare: Histogram[] = []

  function grow(gradients: Float64Array, hessians: Float64Array, advance: Advance): Forest {
    const tree = createTreeBuilder()
    packDerivatives(gradients, hessians, packed, point)
    order.set(unsorted)
    const finished: Leaf[] = []
    const open: OpenLeaf[] = []

    /** Keeps a leaf for splitting if it can be split, else only its sums. */
    function settle(leaf: Leaf, histogram: Histogram): void {
      const split = findSplitOf(leaf, histogram)
      if (split !== undefined) {
        open.push({ ...leaf, histogram, split })
      } else {
        finished.push(leaf)
        spare.push(histogram)
      }
    }

    const whole = takeHistogram()
    counter.count(whole, 0, rows)
    settle(rootOf(whole), whole)
    while (open.length > 0) {
      const leaf = takeBest(open)
      const [left, right] = divide(leaf, tree)
      if (finished.length + open.length + 2 === rules.maxLeafNodes) {
        finished.push(left, right)
        spare.push(leaf.histogram)
        break
      }
      if (![left, right].some(isLargeEnough)) {
        finished.push(left, right)
        spare.push(leaf.histogram)
        continue
      }
      const leftIsSmall = left.end - left.start <= right.end - right.start
      const small = leftIsSmall ? left : right
      const histogram = takeHistogram()
      counter.count(histogram, small.start, small.end)
      counter.subtract(leaf.histogram, histogram)
      settle(left, leftIsSmall ? histogram : leaf.histogram)
      settle(right, leftIsSmall ? leaf.histogram : histogram)
    }

    for (const leaf of [...finished, ...open]) {
      const value = valueOfLeaf(leaf)
      tree.setLeaf(leaf.node, value, leaf.end - leaf.start)
      advance(order.subarray(leaf.start, leaf.end), value)
    }
    for (const { histogram } of open) spare.push(histogram)
    return tree.finish()
  }

  function takeHistogram(): Histogram {
    return spare.pop() ?? workspace.createHistogram()
  }

  /** Any column's bins sum to the whole: the first is taken. */
  function rootOf(histogram: Histogram): Leaf {
    let sum = 0
    let hessian = withHessians ? 0 : rows
    for (let i = 0; i < positions.offsets[1]; i++) {
      sum += histogram[i * stride]
      if (withHessians) hessian += histogram[i * stride + 1]
    }
    const gradient = (sum - rows * point.unit) / point.scale
    return { node: 0, depth: 0, start: 0, end: rows, gradient, hessian, l2: rules.l2Regularization }
  }

  function isLargeEnough({ depth, start, end }: Leaf): boolean {
    return depth < rules.maxDepth && end - start >= 2 * rules.minSamplesLeaf
  }

  function findSplitOf(leaf: Leaf, histogram: Histogram): Split | undefined {
    if (!isLargeEnough(leaf)) return undefined
    const { gradient, hessian } = leaf
    const count = leaf.end - leaf.start
    return findSplit({ histogram, gradient, hessian, count }, point.unit, point.scale)
  }

  function divide(leaf: OpenLeaf, tree: TreeBuilder): [Leaf, Leaf] {
    const { start, end, split } = leaf
    markLeft(split)
    const [first, last] = [order.byteOffset + 4 * start, order.byteOffset + 4 * end]
    const column = at.codes + split.column * rows
    const rightSide = partition(first, last, column, leftCodes.byteOffset, at.scratch) >>> 0
    const middle = (rightSide - order.byteOffset) / 4
    const node = addSplit(tree, leaf, split, middle)
    const depth = leaf.depth + 1
    const { gradientLeft, hessianLeft } = split
    const l2 = rules.l2Regularization + (split.categories === undefined ? 0 : rules.catL2)
    const gradientRight = leaf.gradient - gradientLeft
    const hessianRight = leaf.hessian - hessianLeft
    return [
      { node, depth, start, end: middle, gradient: gradientLeft, hessian: hessianLeft, l2 },
      { node: node + 1, depth, start: middle, end, gradient: gradientRight, hessian: hessianRight, l2 },
    ]
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

  function valueOfLeaf({ gradient, hessian, l2 }: Leaf): number {
    const step = -gradient / (hessian + l2 + Number.MIN_VALUE)
    return rules.learningRate * Math.min(Math.max(step, -rules.longestStep), rules.longestStep)
  }

  return { grow, release: workspace.release }
}

function takeBest(leaves: OpenLeaf[]): OpenLeaf {
  let best = 0
  for (let i = 1; i < leaves.length; i++) if (leaves[i].split.gain > leaves[best].split.gain) best = i
  return leaves.splice(best, 1)[0]
}
