import { checkFinite, checkInteger, checkRange } from './check.ts'
import { findCores } from './clusters/findCores.ts'
import { joinCores, rootOf } from './clusters/joinCores.ts'
import { buildKdTree } from './clusters/kdTree.ts'
import { labelBorders } from './clusters/labelBorders.ts'
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
 * Clusters of dense rows (Ester et al. 1996), with the labels of scikit-learn, on a k-d tree.
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
  if (reach === Infinity)
    throw new RangeError(`eps: ${eps}, expected a number whose square is finite; scale the features`)
  const isCore = findCores(tree, reach, minSamples)
  const parents = joinCores(tree, reach, isCore)

  const { order } = tree
  const placeOf = new Int32Array(rows)
  for (let place = 0; place < rows; place++) placeOf[order[place]] = place
  const labelOfRoot = new Int32Array(rows).fill(-1)
  const found = new Int32Array(rows).fill(-1)
  let clusters = 0
  for (const place of placeOf) {
    if (isCore[place] === 0) continue
    const root = rootOf(parents, place)
    if (labelOfRoot[root] < 0) labelOfRoot[root] = clusters++
    found[place] = labelOfRoot[root]
  }
  labelBorders(tree, reach, isCore, found, clusters)
  return {
    labels: placeOf.map((place) => found[place]),
    cores: Uint8Array.from(placeOf, (place) => isCore[place]),
    clusters,
  }
}
