import type { KdTree } from './kdTree.ts'
import { nearLeavesIn } from './nearLeaves.ts'
import { distance, distanceToBox } from './treeDistances.ts'

/**
 * Gives rows that are no cores the least label of the cores that are not beyond `reach`.
 *
 * @param labels - of the rows in the order of the tree, to be changed
 * @param none - above all labels
 */
export function labelBorders(
  tree: KdTree,
  reach: number,
  isCore: Uint8Array,
  labels: Int32Array,
  none: number,
): void {
  const { starts, ends, firstLeaf } = tree
  const visitNearLeaves = nearLeavesIn(tree, reach)
  /** Of each node, among its cores. */
  const least = new Int32Array(starts.length).fill(none)
  for (let node = starts.length - 1; node >= 0; node--) {
    if (node < firstLeaf) least[node] = Math.min(least[2 * node + 1], least[2 * node + 2])
    else {
      for (let row = starts[node]; row < ends[node]; row++) {
        if (isCore[row] === 1) least[node] = Math.min(least[node], labels[row])
      }
    }
  }
  for (let leaf = firstLeaf; leaf < starts.length; leaf++) {
    if (!isCore.subarray(starts[leaf], ends[leaf]).includes(0)) continue
    /** Labels from here on change no row of the leaf. */
    let most = none
    const lower = (other: number) => {
      most = 0
      for (let row = starts[leaf]; row < ends[leaf]; row++) {
        if (isCore[row] === 1) continue
        let label = labels[row] < 0 ? none : labels[row]
        const isNear = least[other] < label && distanceToBox(tree, row, other) <= reach
        for (let k = starts[other]; isNear && k < ends[other]; k++) {
          if (isCore[k] === 1 && labels[k] < label && distance(tree, row, k) <= reach) label = labels[k]
        }
        if (label < none) labels[row] = label
        most = Math.max(most, label)
      }
    }
    visitNearLeaves(leaf, (node) => least[node] < most, lower)
  }
}
