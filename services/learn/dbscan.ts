import { checkFinite, checkInteger, checkRange } from './check.ts'
import { buildKdTree, type KdTree } from './clusters/kdTree.ts'
import type { Matrix } from './matrix.ts'

/** Names and defaults of scikit-learn's DBSCAN. */
export interface DbscanOptions {
  /** Rows at this Euclidean distance or less are neighbours. Default 0.5. */
  readonly eps?: number
  /** A row with this many neighbours, itself among them, is a core of a cluster. Default 5. */
  readonly minSamples?: number
}

export interface DbscanResult {
  /** The cluster of each row, from 0 in the order of their first cores; -1 is noise. */
  readonly labels: Int32Array
  /** 1 for each row that is a core. */
  readonly cores: Uint8Array
  readonly clusters: number
}

/**
 * Clusters of dense rows (Ester et al. 1996), with the labels of scikit-learn. Boxes of a k-d tree whose rows are all
 * neighbours of each other are joined as one, and boxes of one cluster are not compared (after Gunawan 2013).
 *
 * @param features rows x columns, finite
 * @throws RangeError naming what is wrong with the options or the data
 */
export function dbscan(features: Matrix, { eps = 0.5, minSamples = 5 }: DbscanOptions = {}): DbscanResult {
  checkRange('eps', eps, Number.MIN_VALUE, Number.MAX_VALUE)
  checkInteger('minSamples', minSamples, 1)
  checkFinite(features)
  const { rows } = features
  if (rows === 0) throw new RangeError('features: no rows, expected at least one')
  const tree = buildKdTree(features)
  const reach = eps * eps
  const tight = tightBoxes(tree, reach)
  const isCore = findCores(tree, reach, tight, minSamples)
  const parents = joinCores(tree, reach, tight, isCore)

  const labels = new Int32Array(rows).fill(-1)
  const labelOf = new Int32Array(rows).fill(-1)
  const place = new Int32Array(rows)
  for (let i = 0; i < rows; i++) place[tree.order[i]] = i
  const cores = new Uint8Array(rows)
  let clusters = 0
  for (let row = 0; row < rows; row++) {
    if (isCore[place[row]] === 0) continue
    const root = rootOf(parents, place[row])
    if (labelOf[root] < 0) labelOf[root] = clusters++
    labels[row] = labelOf[root]
    cores[row] = 1
  }
  for (let row = 0; row < rows; row++) {
    if (cores[row] === 1) continue
    let first = clusters
    visitNeighbours(tree, place[row], reach, (i) => {
      if (isCore[i] === 1) first = Math.min(first, labelOf[rootOf(parents, i)])
      return false
    })
    if (first < clusters) labels[row] = first
  }
  return { labels, cores, clusters }
}

/** 1 for each node whose rows are all neighbours of each other. */
function tightBoxes({ lowest, highest, starts, columns }: KdTree, reach: number): Uint8Array {
  const tight = new Uint8Array(starts.length)
  for (let node = 0; node < tight.length; node++) {
    let diagonal = 0
    for (let c = node * columns; c < (node + 1) * columns; c++) diagonal += (highest[c] - lowest[c]) ** 2
    if (diagonal <= reach) tight[node] = 1
  }
  return tight
}

function findCores(tree: KdTree, reach: number, tight: Uint8Array, minSamples: number): Uint8Array {
  const { starts, ends } = tree
  const isCore = new Uint8Array(tree.order.length)
  for (let node = 0; node < tight.length; node++) {
    const dense = tight[node] === 1 && ends[node] - starts[node] >= minSamples
    if (dense) isCore.fill(1, starts[node], ends[node])
  }
  for (let i = 0; i < isCore.length; i++) {
    if (isCore[i] === 1) continue
    let count = 0
    visitNeighbours(tree, i, reach, () => ++count >= minSamples)
    if (count >= minSamples) isCore[i] = 1
  }
  return isCore
}

/** Joins the cores that are neighbours. @returns a forest of which each tree is one cluster */
function joinCores(tree: KdTree, reach: number, tight: Uint8Array, isCore: Uint8Array): Int32Array {
  const { starts, ends, firstLeaf } = tree
  const rows = isCore.length
  const parents = Int32Array.from({ length: rows }, (_, i) => i)
  /** Of each node the one core that stands for all its rows, if they are one cluster: at first in tight boxes. */
  const standIn = new Int32Array(tight.length).fill(-1)
  for (let node = 0; node < tight.length; node++) {
    if (tight[node] === 0) continue
    for (let i = starts[node]; i < ends[node]; i++) {
      if (isCore[i] === 0) continue
      if (standIn[node] < 0) standIn[node] = i
      else join(parents, standIn[node], i)
    }
  }
  const stack = new Int32Array(64)
  for (let i = 0; i < rows; i++) {
    if (isCore[i] === 0) continue
    let own = rootOf(parents, i)
    let depth = 0
    stack[depth++] = 0
    while (depth > 0) {
      const node = stack[--depth]
      const known = standIn[node]
      if (ends[node] <= i || (known >= 0 && rootOf(parents, known) === own)) continue
      if (boxDistance(tree, node, i) > reach) continue
      if (node < firstLeaf) {
        stack[depth++] = 2 * node + 2
        stack[depth++] = 2 * node + 1
        continue
      }
      for (let k = Math.max(i + 1, starts[node]); k < ends[node]; k++) {
        if (isCore[k] === 0 || distance(tree, i, k) > reach) continue
        join(parents, i, k)
        own = rootOf(parents, i)
        if (tight[node] === 1) break
      }
    }
  }
  return parents
}

/** Calls for the place of each neighbour of the row at `place`, itself among them, until told to stop. */
function visitNeighbours(tree: KdTree, place: number, reach: number, visit: (i: number) => boolean): void {
  const { starts, ends, firstLeaf } = tree
  const stack = new Int32Array(64)
  let depth = 0
  stack[depth++] = 0
  while (depth > 0) {
    const node = stack[--depth]
    if (boxDistance(tree, node, place) > reach) continue
    if (node < firstLeaf) {
      stack[depth++] = 2 * node + 2
      stack[depth++] = 2 * node + 1
      continue
    }
    for (let i = starts[node]; i < ends[node]; i++) {
      if (distance(tree, place, i) <= reach && visit(i)) return
    }
  }
}

/** Squared distance between a row and the nearest point of a box; never above that of a row in the box. */
function boxDistance({ data, columns, lowest, highest }: KdTree, node: number, place: number): number {
  let sum = 0
  for (let c = 0, at = place * columns, box = node * columns; c < columns; c++, at++, box++) {
    const value = data[at]
    const outside =
      value < lowest[box] ? lowest[box] - value : value > highest[box] ? value - highest[box] : 0
    sum += outside * outside
  }
  return sum
}

/** Squared, summed in the order of the columns as scikit-learn does, so that ties with eps fall as they do there. */
function distance({ data, columns }: KdTree, a: number, b: number): number {
  let sum = 0
  for (let c = 0, i = a * columns, j = b * columns; c < columns; c++) {
    const difference = data[i++] - data[j++]
    sum += difference * difference
  }
  return sum
}

function rootOf(parents: Int32Array, i: number): number {
  let root = i
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]]
    root = parents[root]
  }
  return root
}

/** The lower place becomes the root. */
function join(parents: Int32Array, a: number, b: number): void {
  const one = rootOf(parents, a)
  const other = rootOf(parents, b)
  if (one < other) parents[other] = one
  else parents[one] = other
}
