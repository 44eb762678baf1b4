import type { Matrix } from '../matrix.ts'
import { type Kernel, kernelCache, kernelDiagonal } from './kernel.ts'

/**
 * A support vector problem with kernel K: minimises 1/2 b'Kb + linear'b over coefficients that sum to 0. Each variable
 * belongs to one row of the features; variable `v` to row `v` modulo the number of rows.
 */
export interface KernelProblem {
  readonly features: Matrix
  readonly kernel: Kernel
  /** One per variable. */
  readonly linear: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

export interface SmoOptions {
  readonly tol: number
  readonly maxIter: number
  /** MiB of kernel rows that are kept. */
  readonly cacheSize: number
}

export interface KernelSolution {
  /** One per row of the features. */
  readonly coefficients: Float64Array
  readonly intercept: number
  readonly iterations: number
  readonly converged: boolean
}

/** Curvature of a pair of rows that the kernel takes for the same. */
const leastCurvature = 1e-12

/**
 * Sequential minimal optimisation: two variables at a time, chosen by second-order information (Fan, Chen and Lin 2005,
 * "Working set selection using second order information for training SVM", WSS 2). Ends when no pair violates
 * optimality by more than `tol`.
 *
 * @throws RangeError if the kernel of a row overflows
 */
export function solveSmo(problem: KernelProblem, { tol, maxIter, cacheSize }: SmoOptions): KernelSolution {
  const { features, kernel, linear, lower, upper } = problem
  const { rows } = features
  const size = linear.length
  const rowOf = kernelCache(kernel, features, cacheSize * 2 ** 20)
  const diagonal = kernelDiagonal(kernel, features)
  const overflown = diagonal.findIndex((value) => !Number.isFinite(value))
  if (overflown >= 0) {
    throw new RangeError(
      `features: the kernel of row ${overflown} with itself is ${diagonal[overflown]}, expected a finite number; scale the columns`,
    )
  }
  const values = new Float64Array(size)
  const gradient = linear.slice()
  let iterations = 0

  for (;;) {
    let i = -1
    let highest = -Infinity
    for (let v = 0; v < size; v++) {
      if (values[v] < upper[v] && -gradient[v] > highest) {
        highest = -gradient[v]
        i = v
      }
    }
    let lowest = Infinity
    let j = -1
    if (i >= 0) {
      const row = i % rows
      const products = rowOf(row)
      let best = 0
      for (let v = 0; v < size; v++) {
        if (values[v] <= lower[v]) continue
        if (-gradient[v] < lowest) lowest = -gradient[v]
        const gap = highest + gradient[v]
        if (gap <= 0) continue
        const other = v < rows ? v : v - rows
        const curvature = diagonal[row] + diagonal[other] - 2 * products[other]
        const gain = (gap * gap) / (curvature > leastCurvature ? curvature : leastCurvature)
        if (gain > best) {
          best = gain
          j = v
        }
      }
    }
    const converged = j < 0 || highest - lowest < tol
    if (converged || iterations === maxIter) {
      return {
        coefficients: values.slice(0, rows).map((value, r) => value + (size > rows ? values[r + rows] : 0)),
        intercept: interceptOf(problem, values, gradient, highest, lowest),
        iterations,
        converged,
      }
    }
    iterations++
    const rowI = i % rows
    const rowJ = j % rows
    const productsI = rowOf(rowI)
    const productsJ = rowOf(rowJ)
    const curvature = Math.max(leastCurvature, diagonal[rowI] + diagonal[rowJ] - 2 * productsI[rowJ])
    const roomI = upper[i] - values[i]
    const roomJ = values[j] - lower[j]
    const step = Math.min((gradient[j] - gradient[i]) / curvature, roomI, roomJ)
    values[i] = step === roomI ? upper[i] : values[i] + step
    values[j] = step === roomJ ? lower[j] : values[j] - step
    for (let start = 0; start < size; start += rows) {
      for (let r = 0; r < rows; r++) gradient[start + r] += step * (productsI[r] - productsJ[r])
    }
  }
}

/** What free variables agree on; without any, the middle of what the bounds leave open. */
function interceptOf(
  { lower, upper }: KernelProblem,
  values: Float64Array,
  gradient: Float64Array,
  highest: number,
  lowest: number,
): number {
  let sum = 0
  let free = 0
  for (let v = 0; v < values.length; v++) {
    if (values[v] <= lower[v] || values[v] >= upper[v]) continue
    sum -= gradient[v]
    free++
  }
  return free > 0 ? sum / free : (highest + lowest) / 2
}
