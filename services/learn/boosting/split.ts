import type { Bins } from './bins.ts'
import { countOf } from './fixedPoint.ts'
import type { Histogram } from './histograms.ts'

/** Categories with less than this are never split on, and it smooths their order, as in scikit-learn and LightGBM. */
const CATEGORY_SUPPORT = 10
const LEAST_HESSIAN = 1e-3
/** As a share of the node's score; less is rounding. */
const LEAST_GAIN = 1e-12

export interface Split {
  /** Decrease of the loss, twice over. */
  readonly gain: number
  readonly column: number
  /** For numbers: bins up to this one go left. */
  readonly bin: number
  readonly missingLeft: boolean
  /** Sums of the side that goes left. */
  readonly gradientLeft: number
  readonly hessianLeft: number
  /** For categories: those that go left. */
  readonly categories?: Uint8Array
}

export interface SplitRules {
  readonly minSamplesLeaf: number
  readonly l2Regularization: number
  /** What is added to it where a split is by categories. */
  readonly catL2: number
}

/** What is known of a node before it is split. */
export interface NodeSums {
  readonly histogram: Histogram
  readonly gradient: number
  readonly hessian: number
  readonly count: number
}

/** Searches the best split of a node over all columns. */
export type SplitFinder = (node: NodeSums, unit: number, scale: number) => Split | undefined

export function createSplitFinder(
  bins: Bins,
  offsets: Int32Array,
  rules: SplitRules,
  withHessians: boolean,
): SplitFinder {
  const constant = !withHessians
  const stride = withHessians ? 2 : 1
  const { minSamplesLeaf, l2Regularization, catL2 } = rules
  const { counts, hasMissing, categorical } = bins
  const order = new Uint8Array(256)
  const ratio = new Float64Array(256)

  let perRow = 0
  let perInteger = 0
  let best = 0
  let bestColumn = -1
  let bestBin = 0
  let bestMissingLeft = false
  let bestGradientLeft = 0
  let bestHessianLeft = 0
  let bestCategories: Uint8Array | undefined

  function find(node: NodeSums, unit: number, scale: number): Split | undefined {
    perRow = 1 / unit
    perInteger = 1 / scale
    const parent = node.gradient ** 2 / (node.hessian + l2Regularization)
    best = parent * (1 + LEAST_GAIN)
    bestColumn = -1
    for (let c = 0; c < counts.length; c++) {
      if (categorical[c]) {
        scanCategories(node, c, unit)
      } else {
        scanUpward(node, c, unit)
        const hasMissingRows = hasMissing[c] && node.histogram[(offsets[c] + counts[c]) * stride] !== 0
        if (hasMissingRows) scanDownward(node, c, unit)
      }
    }
    if (bestColumn < 0) return undefined
    const split = {
      gain: best - parent,
      column: bestColumn,
      bin: bestBin,
      missingLeft: bestMissingLeft,
      gradientLeft: bestGradientLeft,
      hessianLeft: bestHessianLeft,
    }
    return categorical[bestColumn] ? { ...split, categories: bestCategories! } : split
  }

  /** Missing values go right. */
  function scanUpward({ histogram, gradient, hessian, count }: NodeSums, c: number, unit: number) {
    const start = offsets[c]
    const end = start + counts[c] - 1 + hasMissing[c]
    let sum = 0
    let hessianLeft = 0
    for (let i = start; i < end; i++) {
      if (histogram[i * stride] === 0) continue
      sum += histogram[i * stride]
      if (!constant) hessianLeft += histogram[i * stride + 1]
      const left = countOf(sum, perRow)
      if (left < minSamplesLeaf) continue
      if (count - left < minSamplesLeaf) break
      if (constant) hessianLeft = left
      const gradientLeft = (sum - left * unit) * perInteger
      const score = scoreOf(gradientLeft, hessianLeft, gradient, hessian)
      if (score > best) take(score, c, i - start, false, gradientLeft, hessianLeft)
    }
  }

  /** Missing values go left. */
  function scanDownward({ histogram, gradient, hessian, count }: NodeSums, c: number, unit: number) {
    const start = offsets[c]
    let sum = 0
    let hessianRight = 0
    for (let i = start + counts[c] - 1; i > start; i--) {
      if (histogram[i * stride] === 0) continue
      sum += histogram[i * stride]
      if (!constant) hessianRight += histogram[i * stride + 1]
      const right = countOf(sum, perRow)
      if (right < minSamplesLeaf) continue
      if (count - right < minSamplesLeaf) break
      if (constant) hessianRight = right
      const gradientRight = (sum - right * unit) * perInteger
      const score = scoreOf(gradientRight, hessianRight, gradient, hessian)
      if (score > best) take(score, c, i - 1 - start, true, gradient - gradientRight, hessian - hessianRight)
    }
  }

  /** Fisher 1958: the best partition of categories is a cut in their order by mean gradient. */
  function scanCategories({ histogram, gradient, hessian, count }: NodeSums, c: number, unit: number) {
    const start = offsets[c]
    const bins = counts[c] + hasMissing[c]
    const support = count / hessian
    let used = 0
    for (let bin = 0; bin < bins; bin++) {
      const sum = histogram[(start + bin) * stride]
      const samples = countOf(sum, perRow)
      const weight = constant ? samples : histogram[(start + bin) * stride + 1]
      if (samples === 0 || weight * support < CATEGORY_SUPPORT) continue
      ratio[bin] = ((sum - samples * unit) * perInteger) / (weight + CATEGORY_SUPPORT)
      order[used++] = bin
    }
    if (used < 2) return
    const sorted = order.subarray(0, used).sort((a, b) => ratio[a] - ratio[b] || a - b)
    const middle = (used + 1) >>> 1
    for (const fromEnd of [false, true]) {
      let sum = 0
      let hessianLeft = 0
      for (let i = 0; i < middle; i++) {
        const bin = sorted[fromEnd ? used - 1 - i : i]
        sum += histogram[(start + bin) * stride]
        if (!constant) hessianLeft += histogram[(start + bin) * stride + 1]
        const left = countOf(sum, perRow)
        if (left < minSamplesLeaf) continue
        if (count - left < minSamplesLeaf) break
        if (constant) hessianLeft = left
        const gradientLeft = (sum - left * unit) * perInteger
        const score = scoreOf(gradientLeft, hessianLeft, gradient, hessian, l2Regularization + catL2)
        if (score > best) {
          const chosen = fromEnd ? sorted.slice(used - 1 - i) : sorted.slice(0, i + 1)
          const missingLeft = hasMissing[c] === 1 && chosen.includes(counts[c])
          take(score, c, 0, missingLeft, gradientLeft, hessianLeft)
          bestCategories = chosen
        }
      }
    }
  }

  function scoreOf(
    gradientLeft: number,
    hessianLeft: number,
    gradient: number,
    hessian: number,
    penalty = l2Regularization,
  ): number {
    const hessianRight = hessian - hessianLeft
    if (hessianLeft < LEAST_HESSIAN || hessianRight < LEAST_HESSIAN) return 0
    const gradientRight = gradient - gradientLeft
    const left = hessianLeft + penalty
    const right = hessianRight + penalty
    return (gradientLeft * gradientLeft * right + gradientRight * gradientRight * left) / (left * right)
  }

  function take(
    score: number,
    column: number,
    bin: number,
    missingLeft: boolean,
    gradientLeft: number,
    hessianLeft: number,
  ): void {
    best = score
    bestColumn = column
    bestBin = bin
    bestMissingLeft = missingLeft
    bestGradientLeft = gradientLeft
    bestHessianLeft = hessianLeft
  }

  return find
}
