import type { KdTree } from './kdTree.ts'
import { distanceOfBoxes } from './treeDistances.ts'

/**
 * @returns the function that calls for leaves whose boxes are not beyond `reach` from that of a leaf, as long as some of a
 *   node are wanted: for itself first, then for those that part from it lower in the tree before those that part higher
 */
export function nearLeavesIn(tree: KdTree, reach: number) {
  const { firstLeaf } = tree
  const stack = new Int32Array(64)
  return (leaf: number, areWanted: (node: number) => boolean, visit: (other: number) => void): void => {
    if (areWanted(leaf)) visit(leaf)
    for (let node = leaf; node > 0; node = (node - 1) >> 1) {
      let depth = 0
      stack[depth++] = node % 2 === 1 ? node + 1 : node - 1
      while (depth > 0) {
        const other = stack[--depth]
        if (!areWanted(other) || distanceOfBoxes(tree, other, leaf) > reach) continue
        if (other >= firstLeaf) visit(other)
        else {
          stack[depth++] = 2 * other + 2
          stack[depth++] = 2 * other + 1
        }
      }
    }
  }
}
