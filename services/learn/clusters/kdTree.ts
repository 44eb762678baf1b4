import type { Matrix } from '../matrix.ts'

/**
 * A balanced tree of boxes over rows (Friedman, Bentley and Finkel 1977). Node i has the children 2i + 1 and 2i + 2, and
 * its rows lie one after the other.
 */
export interface KdTree {
  /** The rows in the order of the tree, row-major. */
  readonly data: Float64Array
  readonly columns: number
  /** Which row of the features each is. */
  readonly order: Int32Array
  /** Of each node, its first row, and the one after its last. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Nodes from here on have no children. */
  readonly firstLeaf: number
  /** Smallest and largest value of each node in each column. */
  readonly lowest: Float64Array
  readonly highest: Float64Array
}

export function buildKdTree({ data, rows, columns }: Matrix, leafSize = 16): KdTree {
  const levels = Math.max(0, Math.ceil(Math.log2(rows / leafSize)))
  const nodes = 2 ** (levels + 1) - 1
  const firstLeaf = 2 ** levels - 1
  const order = Int32Array.from({ length: rows }, (_, i) => i)
  const starts = new Int32Array(nodes)
  const ends = new Int32Array(nodes)
  const lowest = new Float64Array(nodes * columns).fill(Infinity)
  const highest = new Float64Array(nodes * columns).fill(-Infinity)
  ends[0] = rows
  for (let node = 0; node < nodes; node++) {
    const start = starts[node]
    const end = ends[node]
    const box = node * columns
    for (let i = start; i < end; i++) {
      const at = order[i] * columns
      for (let c = 0; c < columns; c++) {
        const value = data[at + c]
        if (value < lowest[box + c]) lowest[box + c] = value
        if (value > highest[box + c]) highest[box + c] = value
      }
    }
    if (node >= firstLeaf) continue
    let widest = 0
    for (let c = 1; c < columns; c++) {
      if (highest[box + c] - lowest[box + c] > highest[box + widest] - lowest[box + widest]) widest = c
    }
    const middle = (start + end) >> 1
    partition(order, start, end, middle, (row) => data[row * columns + widest])
    starts[2 * node + 1] = start
    ends[2 * node + 1] = middle
    starts[2 * node + 2] = middle
    ends[2 * node + 2] = end
  }
  const sorted = new Float64Array(data.length)
  for (let i = 0; i < rows; i++) {
    sorted.set(data.subarray(order[i] * columns, (order[i] + 1) * columns), i * columns)
  }
  return { data: sorted, columns, order, starts, ends, firstLeaf, lowest, highest }
}

/** Puts the smaller keys before `middle` and the larger from it on (Hoare 1961). */
function partition(
  items: Int32Array,
  start: number,
  end: number,
  middle: number,
  key: (item: number) => number,
): void {
  let left = start
  let right = end - 1
  while (left < right) {
    const pivot = key(items[(left + right) >> 1])
    let i = left
    let j = right
    while (i <= j) {
      while (key(items[i]) < pivot) i++
      while (key(items[j]) > pivot) j--
      if (i > j) break
      const item = items[i]
      items[i++] = items[j]
      items[j--] = item
    }
    if (middle <= j) right = j
    else if (middle >= i) left = i
    else return
  }
}
