import type { Bins } from './bins.ts'
import { countOf } from './fixedPoint.ts'
import { findSplitIn, LEAST_HESSIAN, SCAN_WORDS, splitFields } from './splitKernel.ts'
import type { Histogram, Workspace } from './workspace.ts'

/** Categories with less than this are never split on, and it smooths their order, as in scikit-learn and LightGBM. */
const CATEGORY_SUPPORT = 10
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

/** A split that is better than all before it. */
type Found = Omit<Split, 'gain'> | undefined

/** Searches the best split of a node over all columns. */
export type SplitFinder = (node: NodeSums, unit: number, scale: number) => Split | undefined

export function createSplitFinder(
  bins: Bins,
  offsets: Int32Array,
  rules: SplitRules,
  workspace: Workspace,
): SplitFinder {
  const { stride, scans, found } = workspace
  const constant = stride === 1
  const { minSamplesLeaf, l2Regularization, catL2 } = rules
  const { counts, hasMissing, categorical } = bins
  const numeric = Array.from(counts.keys()).filter((c) => !categorical[c])
  const categories = Array.from(counts.keys()).filter((c) => categorical[c])
  const scanned = arrangeScans()
  const findInScans = findSplitIn(workspace.memory, stride)
  const order = new Uint8Array(256)
  const ratio = new Float64Array(256)
  let perRow = 0
  let perInteger = 0
  let bestScore = 0

  /** Missing values go right where bins are added to the left side from below, and left where from above. */
  function arrangeScans(): { column: number; missingLeft: boolean }[] {
    const binBytes = 8 * stride
    const arranged: { column: number; missingLeft: boolean }[] = []
    for (const c of numeric) {
      const missing = offsets[c] + counts[c]
      const upward = [offsets[c], missing - 1 + hasMissing[c], 1, 0]
      const downward = [missing - 1, offsets[c], -1, missing]
      for (const scan of hasMissing[c] ? [upward, downward] : [upward]) {
        if (scan[0] === scan[1]) continue
        scans.set(
          scan.map((bin) => bin * binBytes),
          arranged.length * SCAN_WORDS,
        )
        arranged.push({ column: c, missingLeft: scan === downward })
      }
    }
    return arranged
  }

  function find(node: NodeSums, unit: number, scale: number): Split | undefined {
    perRow = 1 / unit
    perInteger = 1 / scale
    const parent = node.gradient ** 2 / (node.hessian + l2Regularization)
    bestScore = parent * (1 + LEAST_GAIN)
    let best = scanned.length > 0 ? scanNumbers(node, unit, scale) : undefined
    for (const c of categories) best = scanCategories(node, c, unit) ?? best
    return best === undefined ? undefined : { ...best, gain: bestScore - parent }
  }

  function scanNumbers(
    { histogram, gradient, hessian, count }: NodeSums,
    unit: number,
    scale: number,
  ): Found {
    const integers = gradient * scale
    const parent = integers ** 2 / (hessian + l2Regularization)
    found.setFloat64(splitFields.numerator, parent * (1 + LEAST_GAIN), true)
    found.setFloat64(splitFields.denominator, 1, true)
    found.setUint32(splitFields.scan, 0, true)
    const end = scans.byteOffset + scanned.length * SCAN_WORDS * 4
    const sums = [integers, hessian, count] as const
    const rest = [minSamplesLeaf, l2Regularization, unit, perRow] as const
    findInScans(histogram.byteOffset, scans.byteOffset, end, found.byteOffset, ...sums, ...rest)
    const scan = found.getUint32(splitFields.scan, true)
    if (scan === 0) return undefined
    const { column, missingLeft } = scanned[(scan - scans.byteOffset) / (SCAN_WORDS * 4)]
    const place = (found.getUint32(splitFields.bin, true) - histogram.byteOffset) / (8 * stride)
    const gradientSide = found.getFloat64(splitFields.gradient, true) / scale
    const hessianSide = found.getFloat64(splitFields.hessian, true)
    const numerator = found.getFloat64(splitFields.numerator, true)
    bestScore = numerator / found.getFloat64(splitFields.denominator, true) / scale / scale
    return {
      column,
      bin: place - offsets[column] - (missingLeft ? 1 : 0),
      missingLeft,
      gradientLeft: missingLeft ? gradient - gradientSide : gradientSide,
      hessianLeft: missingLeft ? hessian - hessianSide : hessianSide,
    }
  }

  /** Fisher 1958: the best partition of categories is a cut in their order by mean gradient. */
  function scanCategories({ histogram, gradient, hessian, count }: NodeSums, c: number, unit: number): Found {
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
    if (used < 2) return undefined
    let best: { from: number; to: number; gradientLeft: number; hessianLeft: number } | undefined
    sortByRatio(used)
    const middle = (used + 1) >>> 1
    for (const fromEnd of [false, true]) {
      let sum = 0
      let hessianLeft = 0
      for (let i = 0; i < middle; i++) {
        const bin = order[fromEnd ? used - 1 - i : i]
        sum += histogram[(start + bin) * stride]
        if (!constant) hessianLeft += histogram[(start + bin) * stride + 1]
        const left = countOf(sum, perRow)
        if (left < minSamplesLeaf) continue
        if (count - left < minSamplesLeaf) break
        if (constant) hessianLeft = left
        const gradientLeft = (sum - left * unit) * perInteger
        const score = scoreOf(gradientLeft, hessianLeft, gradient, hessian)
        if (score > bestScore) {
          bestScore = score
          const [from, to] = fromEnd ? [used - 1 - i, used] : [0, i + 1]
          best = { from, to, gradientLeft, hessianLeft }
        }
      }
    }
    if (best === undefined) return undefined
    const { from, to, ...sums } = best
    const categories = order.slice(from, to)
    const missingLeft = hasMissing[c] === 1 && categories.includes(counts[c])
    return { column: c, bin: 0, missingLeft, ...sums, categories }
  }

  /** By insertion, as there are at most 256; equals by their codes, as they lie. */
  function sortByRatio(used: number): void {
    for (let i = 1; i < used; i++) {
      const category = order[i]
      let to = i
      for (; to > 0 && ratio[order[to - 1]] > ratio[category]; to--) order[to] = order[to - 1]
      order[to] = category
    }
  }

  function scoreOf(gradientLeft: number, hessianLeft: number, gradient: number, hessian: number): number {
    const hessianRight = hessian - hessianLeft
    if (hessianLeft < LEAST_HESSIAN || hessianRight < LEAST_HESSIAN) return 0
    const gradientRight = gradient - gradientLeft
    const left = hessianLeft + l2Regularization + catL2
    const right = hessianRight + l2Regularization + catL2
    return (gradientLeft * gradientLeft * right + gradientRight * gradientRight * left) / (left * right)
  }

  return find
}
