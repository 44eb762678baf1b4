import type { KdTree } from './kdTree.ts'

/*
 * Squared distances, summed in the order of the columns as scikit-learn does, so that ties with eps fall as they do there.
 * As rounding keeps order, that of a box is never above that of a row in it.
 */

/** Between two rows of the tree. */
export function distance({ data, columns }: KdTree, a: number, b: number): number {
  let sum = 0
  for (let c = 0, i = a * columns, j = b * columns; c < columns; c++) {
    const difference = data[i++] - data[j++]
    sum += difference * difference
  }
  return sum
}

/** Between a row and the nearest point of a node's box. */
export function distanceToBox({ data, columns, lowest, highest }: KdTree, row: number, node: number): number {
  let sum = 0
  for (let c = 0, i = row * columns, j = node * columns; c < columns; c++, i++, j++) {
    const value = data[i]
    const outside = value < lowest[j] ? lowest[j] - value : value > highest[j] ? value - highest[j] : 0
    sum += outside * outside
  }
  return sum
}

/** Between the nearest points of two nodes' boxes. */
export function distanceOfBoxes({ columns, lowest, highest }: KdTree, a: number, b: number): number {
  let sum = 0
  for (let c = 0, i = a * columns, j = b * columns; c < columns; c++, i++, j++) {
    const below = lowest[j] - highest[i]
    const above = lowest[i] - highest[j]
    const outside = below > 0 ? below : above > 0 ? above : 0
    sum += outside * outside
  }
  return sum
}
