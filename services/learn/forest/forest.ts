/** Words of 32 categories in the set of a categorical node. */
export const SET_WORDS = 8

/**
 * Regression trees in flat arrays over raw features. A node's children are neighbours: the left one at `left[n]`, the
 * right one after it; 0 marks a leaf, whose value is in `threshold[n]`. Numbers up to the threshold go left. A
 * categorical node has NaN there, so that both comparisons fail and `categories` decides.
 */
export interface Forest {
  readonly roots: Uint32Array
  readonly feature: Uint16Array
  readonly threshold: Float64Array
  readonly left: Uint32Array
  /** Training rows that came through the node. */
  readonly count: Uint32Array
  /** 1 where missing and unknown values go left. */
  readonly missingLeft: Uint8Array
  /** First word of the node's set in `sets`. */
  readonly set: Uint32Array
  /** Sets of 256 categories that go left, 8 words each. */
  readonly sets: Uint32Array
}

/** Sum of the trees' values for one row of features; allocates nothing. */
export function sumOfTrees(forest: Forest, row: ArrayLike<number>, offset = 0): number {
  const { roots, feature, threshold, left } = forest
  let sum = 0
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree]
    let child = left[node]
    while (child !== 0) {
      const value = row[offset + feature[node]]
      const limit = threshold[node]
      if (value <= limit) node = child
      else if (value > limit) node = child + 1
      else node = goesLeft(forest, node, value) ? child : child + 1
      child = left[node]
    }
    sum += threshold[node]
  }
  return sum
}

/** The child of an inner node that a row of features goes to. */
export function childOf(forest: Forest, node: number, row: ArrayLike<number>, offset = 0): number {
  const value = row[offset + forest.feature[node]]
  const limit = forest.threshold[node]
  const child = forest.left[node]
  return value <= limit || (!(value > limit) && goesLeft(forest, node, value)) ? child : child + 1
}

/** For a value that is missing, or a node of categories. */
function goesLeft({ threshold, missingLeft, set, sets }: Forest, node: number, value: number): boolean {
  const isCategory = Number.isNaN(threshold[node]) && value >= 0 && value < 256 && Number.isInteger(value)
  if (!isCategory) return missingLeft[node] === 1
  return ((sets[set[node] + (value >>> 5)] >>> (value & 31)) & 1) === 1
}
