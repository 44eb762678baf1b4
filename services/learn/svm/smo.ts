import type { Matrix } from '../matrix.ts'
import { search, type WorkingSet, workingSetIn } from '../simd/workingSet.ts'
import { type Kernel, kernelDiagonal } from './kernel.ts'
import { kernelCache, paddedRows } from './kernelCache.ts'

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
  const length = paddedRows(rows)
  const halves = linear.length / rows
  const size = halves * length
  const diagonals = kernelDiagonal(kernel, features)
  const overflown = diagonals.findIndex((value) => !Number.isFinite(value))
  if (overflown >= 0) {
    throw new RangeError(
      `features: the kernel of row ${overflown} with itself is ${diagonals[overflown]}, expected a finite number; scale the columns`,
    )
  }
  const { memory, arrays, rowOf, release } = kernelCache(kernel, features, cacheSize * 2 ** 20, {
    state: search.length,
    diagonal: length,
    gradient: size,
    aboveUpper: size,
    belowLower: size,
  })
  const { state, diagonal, gradient, aboveUpper, belowLower } = arrays
  const { first, second } = workingSetIn(memory)
  const values = new Float64Array(linear.length)
  diagonal.set(diagonals)
  aboveUpper.fill(Infinity)
  belowLower.fill(Infinity)
  const placeOf = (v: number) => (v < rows ? v : v - rows + length)
  const variableAt = (place: number) => (place < length ? place : place - length + rows)
  for (let v = 0; v < linear.length; v++) {
    gradient[placeOf(v)] = linear[v]
    open(v)
  }
  put(search.two, 2)
  put(search.curvature, leastCurvature)

  let step = 0
  let [kernelI, kernelJ] = [rowOf(0), rowOf(0)]
  for (let iterations = 0; ; iterations++) {
    put(search.given, step)
    put(search.least, Infinity)
    overAll(first, aboveUpper, kernelI, kernelJ)
    const i = bestOf(search.least, -1)
    const highest = i < 0 ? -Infinity : -gradient[placeOf(i)]
    let lowest = Infinity
    let j = -1
    if (i >= 0) {
      kernelI = rowOf(i % rows)
      put(search.given, highest)
      put(search.own, diagonals[i % rows])
      put(search.greatest, -Infinity)
      put(search.gain, 0)
      overAll(second, belowLower, kernelI, diagonal)
      j = bestOf(search.gain, 1)
      lowest = -Math.max(...pairOf(search.greatest))
    }
    const converged = j < 0 || highest - lowest < tol
    if (converged || iterations === maxIter) {
      const gradients = values.map((_, v) => gradient[placeOf(v)])
      release()
      return {
        coefficients: values.slice(0, rows).map((value, r) => value + (halves > 1 ? values[r + rows] : 0)),
        intercept: interceptOf(problem, values, gradients, highest, lowest),
        iterations,
        converged,
      }
    }
    kernelJ = rowOf(j % rows)
    const curvature = Math.max(
      leastCurvature,
      diagonals[i % rows] + diagonals[j % rows] - 2 * kernelI[j % rows],
    )
    const roomI = upper[i] - values[i]
    const roomJ = values[j] - lower[j]
    step = Math.min((gradient[placeOf(j)] - gradient[placeOf(i)]) / curvature, roomI, roomJ)
    values[i] = step === roomI ? upper[i] : values[i] + step
    values[j] = step === roomJ ? lower[j] : values[j] - step
    open(i)
    open(j)
  }

  /** Says which ways a variable can go. */
  function open(v: number): void {
    aboveUpper[placeOf(v)] = values[v] < upper[v] ? 0 : Infinity
    belowLower[placeOf(v)] = values[v] > lower[v] ? 0 : Infinity
  }

  function put(index: number, value: number): void {
    state[2 * index] = state[2 * index + 1] = value
  }

  function pairOf(index: number): readonly [number, number] {
    return [state[2 * index], state[2 * index + 1]]
  }

  /** The variable of the least number (sign -1) or the greatest (1), the first of equals; -1 if none was found. */
  function bestOf(index: number, sign: number): number {
    const [even, odd] = pairOf(index)
    const [evenAt, oddAt] = pairOf(index + 1)
    if (even === odd) return variableAt(evenAt < 0 || (oddAt >= 0 && oddAt < evenAt) ? oddAt : evenAt)
    return variableAt(sign * even > sign * odd ? evenAt : oddAt)
  }

  function overAll(
    look: WorkingSet['first'],
    penalty: Float64Array,
    row: Float64Array,
    other: Float64Array,
  ): void {
    const bestAt = look === first ? search.leastAt : search.gainAt
    put(bestAt, -1)
    state[2 * search.at] = 0
    state[2 * search.at + 1] = 1
    for (let start = 0; start < size * 8; start += length * 8) {
      const from = gradient.byteOffset + start
      const to = from + length * 8
      look(from, to, penalty.byteOffset + start, row.byteOffset, other.byteOffset, state.byteOffset)
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
