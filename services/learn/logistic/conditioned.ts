import type { Matrix } from '../matrix.ts'
import type { SmoothFunction } from '../newton.ts'
import type { LogisticObjective } from './objective.ts'

export interface Conditioned extends SmoothFunction {
  /** Coefficients of the columns as they are, from those of the conditioned function. */
  restore(weights: Float64Array): Float64Array
}

/**
 * The same objective of columns that are centred and divided by the root of their second derivatives at 0, without
 * touching the columns: descents then need as many steps whatever the columns' scales and places are.
 */
export function conditioned(
  objective: LogisticObjective,
  { data, rows, columns }: Matrix,
  penalty: number,
  classes: number,
): Conditioned {
  const { size, length } = objective
  const hasIntercept = length > columns
  const means = new Float64Array(columns)
  const squares = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++, i++) means[c] += data[i]
  for (let c = 0; c < columns; c++) means[c] = hasIntercept ? means[c] / rows : 0
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i++) squares[c] += (data[i] - means[c]) ** 2
  }
  const spread = (classes - 1) / classes ** 2
  const scales = new Float64Array(length).fill(1 / Math.sqrt(spread))
  for (let c = 0; c < columns; c++) {
    const curvature = (spread * squares[c]) / rows + penalty
    scales[c] = curvature > 0 ? 1 / Math.sqrt(curvature) : 1
  }

  function restore(weights: Float64Array): Float64Array {
    const plain = weights.map((weight, i) => weight * scales[i % length])
    if (!hasIntercept) return plain
    for (let at = 0; at < size; at += length) {
      for (let c = 0; c < columns; c++) plain[at + columns] -= plain[at + c] * means[c]
    }
    return plain
  }

  function evaluate(weights: Float64Array, gradient: Float64Array): number {
    const value = objective.evaluate(restore(weights), gradient)
    for (let at = 0; at < size; at += length) {
      for (let c = 0; c < columns; c++) {
        if (hasIntercept) gradient[at + c] -= means[c] * gradient[at + columns]
        gradient[at + c] *= scales[c]
      }
      if (hasIntercept) gradient[at + columns] *= scales[columns]
    }
    return value
  }

  return { size, evaluate, restore }
}
