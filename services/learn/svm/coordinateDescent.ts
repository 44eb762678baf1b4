import { dot } from '../dot.ts'
import type { Matrix } from '../matrix.ts'
import { createRandom } from '../random.ts'

/** A linear support vector problem as its dual: one coefficient per row, each between two bounds. */
export interface DualProblem {
  /** rows x columns */
  readonly features: Matrix
  /** Value of a column that is added for the intercept; 0 for none. */
  readonly interceptColumn: number
  /** -1 and 1 of two classes, or the numbers of a regression. */
  readonly target: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** What a squared loss adds to the diagonal of the products of rows. */
  readonly diagonal: number
  /** Half the width of the tube in which errors cost nothing. */
  readonly epsilon: number
}

export interface DualOptions {
  readonly tol: number
  readonly maxIter: number
  readonly seed: number
}

export interface DualSolution {
  readonly coefficients: Float64Array
  readonly intercept: number
  /** Passes over the rows. */
  readonly iterations: number
  readonly converged: boolean
}

/**
 * Dual coordinate descent with shrinking: Hsieh et al. 2008, "A dual coordinate descent method for large-scale linear
 * SVM", and for regression Ho and Lin 2012, "Large-scale linear support vector regression". Minimises
 * 1/2 b'(XX' + diagonal I)b - target'b + epsilon |b| between the bounds; the coefficients of the columns are X'b.
 * Ends when the largest violation of optimality is at most `tol` times the largest at b = 0.
 */
export function solveDual(problem: DualProblem, { tol, maxIter, seed }: DualOptions): DualSolution {
  const { features, interceptColumn, target, lower, upper, diagonal, epsilon } = problem
  const { data, rows, columns } = features
  const random = createRandom(seed)
  const curvature = squaredNorms(features)
  const offset = interceptColumn ** 2 + diagonal
  for (let r = 0; r < rows; r++) curvature[r] += offset
  const weights = new Float64Array(columns)
  let intercept = 0
  const dual = new Float64Array(rows)
  const order = Uint32Array.from({ length: rows }, (_, r) => r)
  let active = rows
  const allowed = tol * largestAtZero(problem)
  let shrinkAbove = Infinity
  let iterations = 0
  let converged = false

  while (iterations < maxIter && !converged) {
    iterations++
    let largest = 0
    for (let i = 0; i < active; i++) {
      const j = i + Math.floor((random.uint32() / 2 ** 32) * (active - i))
      const row = order[j]
      order[j] = order[i]
      order[i] = row
      const start = row * columns
      const value = dual[row]
      const gradient =
        dot(data, start, weights, columns) + intercept * interceptColumn - target[row] + diagonal * value
      const right = gradient + (value >= 0 ? epsilon : -epsilon)
      const left = gradient + (value > 0 ? epsilon : -epsilon)
      const atUpper = value === upper[row]
      const atLower = value === lower[row]
      if ((atUpper || right > shrinkAbove) && (atLower || left < -shrinkAbove)) {
        active--
        order[i] = order[active]
        order[active] = row
        i--
        continue
      }
      const violation = Math.max(atUpper ? 0 : -right, atLower ? 0 : left)
      if (violation === 0) continue
      if (violation > largest) largest = violation
      const next = Math.min(
        upper[row],
        Math.max(lower[row], minimum(value, gradient, curvature[row], epsilon)),
      )
      if (next === value) continue
      dual[row] = next
      const step = next - value
      intercept += step * interceptColumn
      for (let c = 0; c < columns; c++) weights[c] += step * data[start + c]
    }
    if (largest <= allowed) {
      converged = active === rows
      active = rows
      shrinkAbove = Infinity
    } else {
      shrinkAbove = largest
    }
  }
  return { coefficients: weights, intercept: intercept * interceptColumn, iterations, converged }
}

function largestAtZero({ target, lower, upper, epsilon }: DualProblem): number {
  return target.reduce((largest, wanted, row) => {
    const violation = Math.max(upper[row] > 0 ? wanted : 0, lower[row] < 0 ? -wanted : 0) - epsilon
    return Math.max(largest, violation)
  }, 0)
}

/** Where the parabola of that slope and curvature at `value`, plus epsilon times the absolute value, is least. */
function minimum(value: number, gradient: number, curvature: number, epsilon: number): number {
  if (curvature === 0) return gradient + epsilon < 0 ? Infinity : gradient - epsilon > 0 ? -Infinity : 0
  const centre = value - gradient / curvature
  const width = epsilon / curvature
  return centre > width ? centre - width : centre < -width ? centre + width : 0
}

function squaredNorms({ data, rows, columns }: Matrix): Float64Array {
  const norms = new Float64Array(rows)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++, i++) norms[r] += data[i] ** 2
  return norms
}
