import { dot } from '../dot.ts'
import type { DualOptions, DualProblem, DualSolution } from './coordinateDescent.ts'

/**
 * Solves a problem of squared losses (`diagonal` above 0) by its primal: a truncated Newton method whose steps come from
 * conjugate gradients (Lin, Weng and Keerthi 2008, "Trust region Newton method for large-scale logistic regression";
 * the generalised Hessian and the search along the step as Keerthi and DeCoste 2005). It takes a few dozen passes over
 * the rows where coordinate descent takes a thousand. Ends when the gradient is at most `tol` times that at 0.
 */
export function solvePrimal(problem: DualProblem, { tol, maxIter }: Omit<DualOptions, 'seed'>): DualSolution {
  const { features, interceptColumn, target, lower, upper, diagonal, epsilon } = problem
  const { data, rows, columns } = features
  const size = columns + 1
  const weights = new Float64Array(size)
  const outputs = new Float64Array(rows)
  const errors = new Float64Array(rows)
  const gradient = new Float64Array(size)
  const step = new Float64Array(size)
  const moves = new Float64Array(rows)
  const costly = new Uint32Array(rows)
  const cg = {
    residual: new Float64Array(size),
    direction: new Float64Array(size),
    product: new Float64Array(size),
  }
  let count = 0
  let start = -1
  let value = measure(0)

  for (let iterations = 0; ; iterations++) {
    const norm = Math.sqrt(differentiate())
    if (start < 0) start = norm
    if (norm <= tol * start || iterations === maxIter) return finish(iterations, norm <= tol * start)
    const slope = solveStep(Math.min(0.1, Math.sqrt(norm / start)) * norm)
    for (let r = 0; r < rows; r++) {
      moves[r] = dot(data, r * columns, step, columns) + step[columns] * interceptColumn
    }
    let length = 1
    for (; length > 1e-10; length /= 2) {
      const moved = measure(length)
      if (moved <= value + 1e-4 * length * slope + 1e-14 * Math.abs(value)) {
        value = moved
        break
      }
    }
    if (length <= 1e-10) return finish(iterations, false)
    for (let c = 0; c < size; c++) weights[c] += length * step[c]
    for (let r = 0; r < rows; r++) outputs[r] += length * moves[r]
  }

  function finish(iterations: number, converged: boolean): DualSolution {
    return {
      coefficients: weights.slice(0, columns),
      intercept: weights[columns] * interceptColumn,
      iterations,
      converged,
    }
  }

  /** The objective that far along the step; keeps the errors that cost, and whose they are. */
  function measure(length: number): number {
    let penalty = 0
    for (let c = 0; c < size; c++) penalty += (weights[c] + length * step[c]) ** 2
    let loss = 0
    count = 0
    for (let r = 0; r < rows; r++) {
      const error = target[r] - outputs[r] - length * moves[r]
      const excess =
        error > epsilon && upper[r] > 0
          ? error - epsilon
          : error < -epsilon && lower[r] < 0
            ? error + epsilon
            : 0
      if (excess === 0) continue
      errors[r] = excess
      costly[count++] = r
      loss += excess ** 2
    }
    return (penalty + loss / diagonal) / 2
  }

  /** Fills the gradient and gives its squared norm. */
  function differentiate(): number {
    gradient.set(weights)
    for (let i = 0; i < count; i++) addRow(gradient, costly[i], -errors[costly[i]] / diagonal)
    return dot(gradient, 0, gradient, size)
  }

  function addRow(sum: Float64Array, row: number, factor: number): void {
    const at = row * columns
    for (let c = 0; c < columns; c++) sum[c] += factor * data[at + c]
    sum[columns] += factor * interceptColumn
  }

  /** Fills the step by conjugate gradients until the residual is that small; gives the slope along it. */
  function solveStep(accuracy: number): number {
    const { residual, direction, product } = cg
    step.fill(0)
    for (let c = 0; c < size; c++) direction[c] = residual[c] = -gradient[c]
    let square = dot(residual, 0, residual, size)
    for (let k = 0; k < size && Math.sqrt(square) > accuracy; k++) {
      product.set(direction)
      for (let i = 0; i < count; i++) {
        const row = costly[i]
        const along = dot(data, row * columns, direction, columns) + direction[columns] * interceptColumn
        addRow(product, row, along / diagonal)
      }
      const factor = square / dot(direction, 0, product, size)
      for (let c = 0; c < size; c++) step[c] += factor * direction[c]
      for (let c = 0; c < size; c++) residual[c] -= factor * product[c]
      const next = dot(residual, 0, residual, size)
      for (let c = 0; c < size; c++) direction[c] = residual[c] + (next / square) * direction[c]
      square = next
    }
    return dot(gradient, 0, step, size)
  }
}
