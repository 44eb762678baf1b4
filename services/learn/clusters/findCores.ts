import type { KdTree } from './kdTree.ts'
import { nearLeavesIn } from './nearLeaves.ts'
import { distance, distanceToBox } from './treeDistances.ts'

/** 1 for each row of the tree that has `minSamples` rows, itself among them, not beyond `reach`. */
export function findCores(tree: KdTree, reach: number, minSamples: number): Uint8Array {
  const { starts, ends, firstLeaf } = tree
  const visitNearLeaves = nearLeavesIn(tree, reach)
  const isCore = new Uint8Array(tree.order.length)
  const counts = new Int32Array(isCore.length)
  for (let leaf = firstLeaf; leaf < starts.length; leaf++) {
    let left = ends[leaf] - starts[leaf]
    const count = (other: number) => {
      for (let row = starts[leaf]; row < ends[leaf]; row++) {
        if (isCore[row] === 1 || distanceToBox(tree, row, other) > reach) continue
        for (let k = starts[other]; k < ends[other]; k++) {
          if (distance(tree, row, k) <= reach) counts[row]++
        }
        if (counts[row] < minSamples) continue
        isCore[row] = 1
        left--
      }
    }
    visitNearLeaves(leaf, () => left > 0, count)
  }
  return isCore
}
