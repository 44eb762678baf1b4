import { type Forest, SET_WORDS } from './forest.ts'

/** A tree that grows from a single leaf, node 0. */
export interface TreeBuilder {
  /** Turns a leaf into a node; returns the left child, the right one follows it. */
  splitNumbers(node: number, feature: number, threshold: number, missingLeft: boolean): number
  /** `leftSet` has 256 flags. */
  splitCategories(node: number, feature: number, leftSet: Uint8Array, missingLeft: boolean): number
  /** `count` rows ended in it. */
  setLeaf(node: number, value: number, count: number): void
  finish(): Forest
}

export function createTreeBuilder(): TreeBuilder {
  const feature = [0]
  const threshold = [0]
  const left = [0]
  const count = [0]
  const missingLeft = [0]
  const set = [0]
  const sets: number[] = []

  function addLeaf(): number {
    feature.push(0)
    threshold.push(0)
    count.push(0)
    missingLeft.push(0)
    set.push(0)
    return left.push(0) - 1
  }

  function split(node: number, column: number, limit: number, missing: boolean): number {
    feature[node] = column
    threshold[node] = limit
    missingLeft[node] = missing ? 1 : 0
    left[node] = addLeaf()
    addLeaf()
    return left[node]
  }

  return {
    splitNumbers: split,
    splitCategories(node, column, leftSet, missing) {
      set[node] = sets.length
      for (let word = 0; word < SET_WORDS; word++) {
        let bits = 0
        for (let bit = 0; bit < 32; bit++) if (leftSet[word * 32 + bit]) bits |= 1 << bit
        sets.push(bits >>> 0)
      }
      return split(node, column, Number.NaN, missing)
    },
    setLeaf(node, value, rows) {
      threshold[node] = value
      count[node] = rows
    },
    finish() {
      for (let node = left.length - 1; node >= 0; node--) {
        if (left[node] !== 0) count[node] = count[left[node]] + count[left[node] + 1]
      }
      return {
        roots: new Uint32Array(1),
        feature: Uint16Array.from(feature),
        threshold: Float64Array.from(threshold),
        left: Uint32Array.from(left),
        count: Uint32Array.from(count),
        missingLeft: Uint8Array.from(missingLeft),
        set: Uint32Array.from(set),
        sets: Uint32Array.from(sets),
      }
    },
  }
}

/** One forest of the trees of all, in order. */
export function joinForests(forests: readonly Forest[]): Forest {
  const length = (field: keyof Forest) => forests.reduce((sum, forest) => sum + forest[field].length, 0)
  const nodes = length('left')
  const joined = {
    roots: new Uint32Array(length('roots')),
    feature: new Uint16Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Uint32Array(nodes),
    count: new Uint32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    set: new Uint32Array(nodes),
    sets: new Uint32Array(length('sets')),
  }
  let root = 0
  let node = 0
  let word = 0
  for (const forest of forests) {
    joined.roots.set(
      forest.roots.map((first) => first + node),
      root,
    )
    joined.feature.set(forest.feature, node)
    joined.threshold.set(forest.threshold, node)
    joined.left.set(
      forest.left.map((child) => (child === 0 ? 0 : child + node)),
      node,
    )
    joined.count.set(forest.count, node)
    joined.missingLeft.set(forest.missingLeft, node)
    joined.set.set(
      forest.set.map((first) => first + word),
      node,
    )
    joined.sets.set(forest.sets, word)
    root += forest.roots.length
    node += forest.left.length
    word += forest.sets.length
  }
  return joined
}
