import type { KdTree } from './kdTree.ts'
import { distance, distanceOfBoxes, distanceToBox } from './treeDistances.ts'

/**
 * Joins the cores that are not beyond `reach` from each other, by two nodes at a time (Gray and Moore 2000, "N-body problems
 * in statistical learning"): nothing of them is looked at any more once all their cores are of one cluster.
 *
 * @returns a forest over the rows of the tree, of which each tree of cores is one cluster
 */
export function joinCores(tree: KdTree, reach: number, isCore: Uint8Array): Int32Array {
  const { starts, ends, firstLeaf } = tree
  const parents = Int32Array.from(isCore, (_, row) => row)
  /** Of each node a core, if all its cores are known to be of one cluster; -1 of others; -2 of nodes without cores. */
  const standIn = new Int32Array(starts.length).fill(-2)

  const areOne = (a: number, b: number) =>
    standIn[a] >= 0 && standIn[b] >= 0 && rootOf(parents, standIn[a]) === rootOf(parents, standIn[b])

  /** Joins cores of two leaves, or of one. */
  function joinLeaves(a: number, b: number): void {
    for (let i = starts[a]; i < ends[a]; i++) {
      if (isCore[i] === 0 || distanceToBox(tree, i, b) > reach) continue
      let root = rootOf(parents, i)
      for (let k = a === b ? i + 1 : starts[b]; k < ends[b]; k++) {
        if (isCore[k] === 0 || rootOf(parents, k) === root || distance(tree, i, k) > reach) continue
        root = join(parents, root, k)
        if (areOne(a, b)) return
      }
    }
  }

  /** Of a node in which something was joined. */
  function updateStandIn(node: number): void {
    if (standIn[node] >= 0) return
    if (node < firstLeaf) {
      const [a, b] = [2 * node + 1, 2 * node + 2]
      const isOne = standIn[a] === -2 || standIn[b] === -2 || areOne(a, b)
      standIn[node] = isOne ? Math.max(standIn[a], standIn[b]) : -1
      return
    }
    for (let i = starts[node]; i < ends[node]; i++) {
      if (isCore[i] === 0) continue
      if (standIn[node] < 0) standIn[node] = i
      else if (rootOf(parents, standIn[node]) !== rootOf(parents, i)) {
        standIn[node] = -1
        return
      }
    }
  }

  function joinWithin(node: number): void {
    if (node >= firstLeaf) joinLeaves(node, node)
    else {
      joinWithin(2 * node + 1)
      joinWithin(2 * node + 2)
      joinBetween(2 * node + 1, 2 * node + 2)
    }
    updateStandIn(node)
  }

  function joinBetween(a: number, b: number): void {
    if (standIn[a] === -2 || standIn[b] === -2 || areOne(a, b)) return
    if (distanceOfBoxes(tree, a, b) > reach) return
    if (a >= firstLeaf && b >= firstLeaf) joinLeaves(a, b)
    else if (a < b) {
      joinBetween(2 * a + 1, b)
      joinBetween(2 * a + 2, b)
    } else {
      joinBetween(a, 2 * b + 1)
      joinBetween(a, 2 * b + 2)
    }
    updateStandIn(a)
    updateStandIn(b)
  }

  joinWithin(0)
  return parents
}

export function rootOf(parents: Int32Array, row: number): number {
  let root = row
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]]
    root = parents[root]
  }
  return root
}

/** The lower row becomes the root. */
function join(parents: Int32Array, a: number, b: number): number {
  const one = rootOf(parents, a)
  const other = rootOf(parents, b)
  const root = Math.min(one, other)
  parents[one] = root
  parents[other] = root
  return root
}
