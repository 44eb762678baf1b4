import { solvePositiveDefinite } from '../cholesky.ts'
import { dot } from '../dot.ts'
import { gram } from '../gram.ts'
import { takeDoubles } from '../simd/memory.ts'
import { panelOutputsIn } from '../simd/panelOutputs.ts'
import { columnBytes, fillPanels, panelRows, scratchLength, toPanelsIn } from '../simd/panels.ts'
import type { DualOptions, DualProblem, DualSolution } from './coordinateDescent.ts'

/** Of one width from the one before. */
const narrowing = 0.1
/** Violations of optimality, in units of what a width allows, at which the next width follows. */
const loose = 10

/**
 * Solves a problem of finite bounds by its primal, whose kinks it rounds off by parabolas of a width that shrinks (Madsen
 * and Nielsen 1993, "A finite smoothing algorithm for linear l1 estimation"). A width adds to the dual what a squared
 * loss adds to its diagonal. Within a width it takes Newton's steps, which find the minimum after finitely many, from
 * one width to the next the step that would do if the same rows stayed within. That makes some forty passes over the
 * rows, and products of the columns of those few within, where coordinate descent makes thousands. Ends when no
 * coefficient of the dual violates optimality by more than `tol` times the largest violation at 0.
 *
 * @returns not converged also where the columns are too large or too dependent for Newton's steps
 */
export function solveSmoothed(
  problem: DualProblem,
  { tol, maxIter }: Pick<DualOptions, 'tol' | 'maxIter'>,
): DualSolution {
  const { features, interceptColumn, target, lower, upper, epsilon } = problem
  const { data, rows, columns } = features
  const size = columns + 1
  const filledRows = Math.ceil(rows / panelRows) * panelRows
  const { memory, arrays, release } = takeDoubles(
    { name: 'features', rows, columns },
    {
      step: size,
      moves: filledRows,
      scratch: scratchLength(columns),
      panels: filledRows * size,
    },
  )
  const { step, moves, scratch, panels } = arrays
  const panelOutputs = panelOutputsIn(memory)
  const means = new Float64Array(columns)
  const more = [new Float64Array(rows).fill(interceptColumn)]
  fillPanels(toPanelsIn(memory), { scratch, panels, width: size, means, more }, features, 0, rows)

  const weights = new Float64Array(size)
  const outputs = new Float64Array(rows)
  const dual = new Float64Array(rows)
  const product = new Float64Array(size)
  const within = new Uint32Array(rows)
  const crossing = new Uint32Array(rows)
  const { longest, start, most } = sizes(problem)
  const allowed = (tol * start) / 2
  const rounding = Math.min(10 * Number.EPSILON * rows * most * longest ** 2, 100 * allowed)
  const narrowest = allowed / most
  let width = Math.max(narrowest, start / most / 2)
  if (start === 0) return finish(0, true)

  for (let iterations = 0; ; iterations++) {
    const zone = within.subarray(0, follow())
    const gradient = weights.map((weight, c) => weight - product[c])
    const residual = Math.sqrt(dot(gradient, 0, gradient, size)) * longest
    const converged = width === narrowest && residual <= allowed + rounding
    if (converged || iterations === maxIter) return finish(iterations, converged)
    let whole = false
    if (width > narrowest && residual <= loose * width * most) {
      const next = Math.max(narrowest, width * narrowing)
      for (const row of zone) addRow(gradient, row, -dual[row] * (width / next - 1))
      width = next
      whole = true
    }
    if (!aim(zone, gradient)) return finish(iterations, false)
    panelOutputs(
      panels.byteOffset,
      panels.byteOffset + panels.length * 8,
      size * columnBytes,
      step.byteOffset,
      moves.byteOffset,
    )
    const length = whole ? 1 : search()
    for (let c = 0; c < size; c++) weights[c] += length * step[c]
    for (let r = 0; r < rows; r++) outputs[r] += length * moves[r]
  }

  function finish(iterations: number, converged: boolean): DualSolution {
    release()
    return {
      coefficients: product.slice(0, columns),
      intercept: product[columns] * interceptColumn,
      iterations,
      converged,
    }
  }

  function addRow(sum: Float64Array, row: number, factor: number): void {
    const at = row * columns
    for (let c = 0; c < columns; c++) sum[c] += factor * data[at + c]
    sum[columns] += factor * interceptColumn
  }

  /** Brings the dual and its product up to date; counts the rows within the width. */
  function follow(): number {
    let count = 0
    for (let r = 0; r < rows; r++) {
      const value = dualOf(target[r] - outputs[r], epsilon, width, lower[r], upper[r])
      if (value !== 0 && value > lower[r] && value < upper[r]) within[count++] = r
      if (value === dual[r]) continue
      addRow(product, r, value - dual[r])
      dual[r] = value
    }
    return count
  }

  /** Writes Newton's step; false if it has none in doubles. */
  function aim(zone: Uint32Array, gradient: Float64Array): boolean {
    const taken = new Float64Array(zone.length * size)
    zone.forEach((row, i) => {
      const at = row * columns
      for (let c = 0; c < columns; c++) taken[i * size + c] = data[at + c]
      taken[i * size + columns] = interceptColumn
    })
    const hessian = gram({ data: taken, rows: zone.length, columns: size })
    for (let i = 0; i < hessian.data.length; i++) hessian.data[i] /= width
    for (let c = 0; c < size; c++) hessian.data[c * size + c] += 1
    try {
      step.set(solvePositiveDefinite(hessian, gradient))
    } catch {
      return false
    }
    for (let c = 0; c < size; c++) step[c] = -step[c]
    return true
  }

  /** Where along the step, at most at its end, the objective is least. */
  function search(): number {
    let constant = dot(weights, 0, step, size)
    const linear = dot(step, 0, step, size)
    let count = 0
    for (let r = 0; r < rows; r++) {
      const move = moves[r]
      const before = dual[r]
      const after = dualOf(target[r] - outputs[r] - move, epsilon, width, lower[r], upper[r])
      if (before === after) constant -= before * move
      else crossing[count++] = r
    }
    let low = 0
    let high = 1
    let length = 1
    for (let k = 0; k < 60; k++) {
      let slope = constant + length * linear
      let curvature = linear
      for (let i = 0; i < count; i++) {
        const r = crossing[i]
        const value = dualOf(target[r] - outputs[r] - length * moves[r], epsilon, width, lower[r], upper[r])
        slope -= value * moves[r]
        if (value !== 0 && value > lower[r] && value < upper[r]) curvature += moves[r] ** 2 / width
      }
      if (length === 1 && slope <= 0) return 1
      if (slope < 0) low = length
      else high = length
      let next = length - slope / curvature
      if (!(next > low && next < high)) next = (low + high) / 2
      if (Math.abs(next - length) < 1e-3 * length) return next
      length = next
    }
    return length
  }
}

/** The coefficient of a row with that error, on the slope of its rounded kink. */
function dualOf(error: number, epsilon: number, width: number, lower: number, upper: number): number {
  const excess = error > epsilon ? error - epsilon : error < -epsilon ? error + epsilon : 0
  const value = excess / width
  return value > upper ? upper : value < lower ? lower : value
}

/** The length of the longest row, the largest violation at 0 and the largest bound. */
function sizes({ features, interceptColumn, target, lower, upper, epsilon }: DualProblem) {
  const { data, rows, columns } = features
  let longest = 0
  let start = 0
  let most = 0
  for (let r = 0; r < rows; r++) {
    const square = dot(data, r * columns, data, columns, r * columns)
    longest = Math.max(longest, Math.sqrt(square + interceptColumn ** 2))
    start = Math.max(start, Math.abs(target[r]) - epsilon)
    most = Math.max(most, upper[r], -lower[r])
  }
  return { longest, start, most }
}
