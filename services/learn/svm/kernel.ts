import { checkInteger, checkRange } from '../check.ts'
import { dot } from '../dot.ts'
import type { Matrix } from '../matrix.ts'

export type KernelName = 'linear' | 'poly' | 'rbf'

/** Names and defaults of scikit-learn's SVC. */
export interface KernelOptions {
  /** `rbf`: exp(-gamma |x - z|^2); `poly`: (gamma x.z + coef0)^degree; `linear`: x.z. Default `rbf`. */
  readonly kernel?: KernelName
  /** A number, `scale` for 1 / (columns * variance of all features), `auto` for 1 / columns. Default `scale`. */
  readonly gamma?: number | 'scale' | 'auto'
  /** Default 3. */
  readonly degree?: number
  /** Default 0. */
  readonly coef0?: number
}

/** A kernel whose every number is known. */
export interface Kernel {
  readonly name: KernelName
  readonly gamma: number
  readonly degree: number
  readonly coef0: number
}

/** @throws RangeError naming the option that is wrong */
export function kernelFor(features: Matrix, options: KernelOptions): Kernel {
  const { kernel = 'rbf', gamma = 'scale', degree = 3, coef0 = 0 } = options
  if (typeof gamma === 'number') checkRange('gamma', gamma, Number.MIN_VALUE, Number.MAX_VALUE)
  checkInteger('degree', degree, 1, 100)
  checkRange('coef0', coef0, -Number.MAX_VALUE, Number.MAX_VALUE)
  const numeric =
    typeof gamma === 'number' ? gamma : gamma === 'auto' ? 1 / features.columns : scaleOf(features)
  return { name: kernel, gamma: numeric, degree, coef0 }
}

function scaleOf({ data, columns }: Matrix): number {
  let mean = 0
  for (let i = 0; i < data.length; i++) mean += data[i] / data.length
  let variance = 0
  for (let i = 0; i < data.length; i++) variance += (data[i] - mean) ** 2 / data.length
  return variance > 0 ? 1 / (columns * variance) : 1
}

/** Fills `out` with the kernel of one row of `data` (from `start`) with each row of `others`. */
export type KernelRow = (data: Float64Array, start: number, out: Float64Array) => void

export function kernelRows({ name, gamma, degree, coef0 }: Kernel, others: Matrix): KernelRow {
  const { data: their, rows, columns } = others
  if (name === 'linear') {
    return (data, start, out) => {
      const row = data.subarray(start, start + columns)
      for (let r = 0; r < rows; r++) out[r] = dot(their, r * columns, row, columns)
    }
  }
  if (name === 'poly') {
    return (data, start, out) => {
      const row = data.subarray(start, start + columns)
      for (let r = 0; r < rows; r++)
        out[r] = (gamma * dot(their, r * columns, row, columns) + coef0) ** degree
    }
  }
  return (data, start, out) => {
    const row = data.subarray(start, start + columns)
    for (let r = 0; r < rows; r++)
      out[r] = Math.exp(-gamma * squaredDistance(their, r * columns, row, columns))
  }
}

function squaredDistance(a: Float64Array, start: number, b: Float64Array, length: number): number {
  let s = 0
  let t = 0
  let c = 0
  for (; c + 1 < length; c += 2) {
    const d = a[start + c] - b[c]
    const e = a[start + c + 1] - b[c + 1]
    s += d * d
    t += e * e
  }
  if (c < length) s += (a[start + c] - b[c]) ** 2
  return s + t
}

/** The kernel of each row with itself. */
export function kernelDiagonal(
  { name, gamma, degree, coef0 }: Kernel,
  { data, rows, columns }: Matrix,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    if (name === 'rbf') return 1
    const row = data.subarray(r * columns, (r + 1) * columns)
    const square = dot(row, 0, row, columns)
    return name === 'linear' ? square : (gamma * square + coef0) ** degree
  })
}
