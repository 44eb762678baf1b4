import type { Matrix } from './matrix.ts'

/**
 * Solves `a` x = `b` for a symmetric positive definite `a` (n x n; only its lower triangle is read), by Cholesky
 * factors (Golub and Van Loan 2013, 4.2.5). Both arguments are kept.
 *
 * @throws RangeError if `a` is not positive definite
 */
export function solvePositiveDefinite(a: Matrix, b: Float64Array): Float64Array {
  return solveByFactor(choleskyFactor(a), b)
}

/** The inverse of a symmetric positive definite `a`. @throws RangeError if `a` is not positive definite */
export function invertPositiveDefinite(a: Matrix): Matrix {
  const n = a.rows
  const factor = choleskyFactor(a)
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    const unit = new Float64Array(n)
    unit[i] = 1
    inverse.set(solveByFactor(factor, unit), i * n)
  }
  return { data: inverse, rows: n, columns: n }
}

/** The lower triangle L of `a` = LL', row by row. @throws RangeError if `a` is not positive definite */
export function choleskyFactor(a: Matrix): Float64Array {
  const n = a.rows
  const factor = a.data.slice()
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = factor[i * n + j]
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k]
      if (j < i) {
        factor[i * n + j] = sum / factor[j * n + j]
      } else if (sum > a.data[i * n + i] * n * Number.EPSILON) {
        factor[i * n + i] = Math.sqrt(sum)
      } else {
        throw new RangeError(`matrix is not positive definite: pivot ${i} of ${n} is ${sum}`)
      }
    }
  }
  return factor
}

/** Replaces x by the solution of L y = x. */
export function solveLower(factor: Float64Array, x: Float64Array): void {
  const n = x.length
  for (let i = 0; i < n; i++) {
    let sum = x[i]
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * x[k]
    x[i] = sum / factor[i * n + i]
  }
}

/** Replaces x by the solution of L' y = x. */
export function solveUpper(factor: Float64Array, x: Float64Array): void {
  const n = x.length
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= factor[i * n + i]
    for (let k = 0; k < i; k++) x[k] -= factor[i * n + k] * x[i]
  }
}

function solveByFactor(factor: Float64Array, b: Float64Array): Float64Array {
  const x = b.slice()
  solveLower(factor, x)
  solveUpper(factor, x)
  return x
}
