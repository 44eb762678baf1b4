import { checkColumns, checkFinite, checkInteger, checkRange, checkTrainingData } from './check.ts'
import { classesOf } from './classes.ts'
import { dot } from './dot.ts'
import { type Matrix, takeRows } from './matrix.ts'
import { type Kernel, type KernelOptions, kernelFor, kernelRows } from './svm/kernel.ts'
import { type SmoOptions, solveSmo } from './svm/smo.ts'

/** Names and defaults of scikit-learn's SVC. */
export interface KernelSvmOptions extends KernelOptions {
  /** What errors cost beside large coefficients. Default 1. */
  readonly c?: number
  /** Violation of optimality at which it ends. Default 1e-3. */
  readonly tol?: number
  /** Steps, at most. Default: 10 million, or 100 per row if that is more. */
  readonly maxIter?: number
  /** MiB of kernel rows that are kept during the fit. Default 200. */
  readonly cacheSize?: number
}

/** What a machine or a regression decides by: the sum of coefficients times kernels, plus an intercept. */
export interface KernelMachines {
  readonly kernel: Kernel
  readonly supportVectors: Matrix
  /** machines x support vectors */
  readonly coefficients: Matrix
  /** One per machine. */
  readonly intercepts: Float64Array
  /** False if `maxIter` steps were not enough. */
  readonly converged: boolean
}

export interface KernelSvmModel extends KernelMachines {
  /** Ascending. A machine for each pair: 0 and 1, 0 and 2, ... 1 and 2, ...; above 0 is the second of the pair. */
  readonly classes: Float64Array
}

/** @throws RangeError naming the option that is wrong */
export function smoOptions(rows: number, options: KernelSvmOptions): SmoOptions & { readonly c: number } {
  const { c = 1, tol = 1e-3, maxIter = Math.max(1e7, 100 * rows), cacheSize = 200 } = options
  checkRange('c', c, Number.MIN_VALUE, Number.MAX_VALUE)
  checkRange('tol', tol, Number.MIN_VALUE)
  checkInteger('maxIter', maxIter, 1)
  checkRange('cacheSize', cacheSize, 0)
  return { c, tol, maxIter, cacheSize }
}

/**
 * Support vector machine with a kernel (Boser, Guyon and Vapnik 1992; Cortes and Vapnik 1995), solved by sequential minimal
 * optimisation; one machine for each pair of classes.
 *
 * @param features rows x columns, finite, of like scale
 * @param labels one finite number per row, of two or more values
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitKernelSvm(
  features: Matrix,
  labels: ArrayLike<number>,
  options: KernelSvmOptions = {},
): KernelSvmModel {
  checkTrainingData(features, labels)
  checkFinite(features)
  const { rows } = features
  const { c, ...solver } = smoOptions(rows, options)
  const { classes } = classesOf(labels)
  const kernel = kernelFor(features, options)
  const indices = Array.from(classes, (label) => rowsOf(labels, label))
  const machines: { coefficients: Float64Array; intercept: number; converged: boolean }[] = []
  for (let one = 0; one < classes.length; one++) {
    for (let other = one + 1; other < classes.length; other++) {
      const chosen = [...indices[one], ...indices[other]].sort((a, b) => a - b)
      const signs = Float64Array.from(chosen, (row) => (labels[row] === classes[other] ? 1 : -1))
      const solution = solveSmo(
        {
          features: takeRows(features, chosen),
          kernel,
          linear: signs.map((sign) => -sign),
          lower: signs.map((sign) => (sign > 0 ? 0 : -c)),
          upper: signs.map((sign) => (sign > 0 ? c : 0)),
        },
        solver,
      )
      const coefficients = new Float64Array(rows)
      chosen.forEach((row, i) => {
        coefficients[row] = solution.coefficients[i]
      })
      machines.push({ ...solution, coefficients })
    }
  }
  return { classes, ...keepSupport(features, kernel, machines) }
}

function rowsOf(labels: ArrayLike<number>, label: number): number[] {
  const rows: number[] = []
  for (let r = 0; r < labels.length; r++) if (labels[r] === label) rows.push(r)
  return rows
}

/** Leaves out the rows that no machine has a coefficient for. */
export function keepSupport(
  features: Matrix,
  kernel: Kernel,
  machines: readonly {
    readonly coefficients: Float64Array
    readonly intercept: number
    readonly converged: boolean
  }[],
): KernelMachines {
  const support: number[] = []
  for (let r = 0; r < features.rows; r++) {
    if (machines.some(({ coefficients }) => coefficients[r] !== 0)) support.push(r)
  }
  return {
    kernel,
    supportVectors: takeRows(features, support),
    coefficients: {
      data: Float64Array.from(machines.flatMap(({ coefficients }) => support.map((r) => coefficients[r]))),
      rows: machines.length,
      columns: support.length,
    },
    intercepts: Float64Array.from(machines, ({ intercept }) => intercept),
    converged: machines.every(({ converged }) => converged),
  }
}

/**
 * @returns rows x machines: above 0, a row lies on the side of the second class of the pair
 * @throws RangeError if the columns are not those of the fit, or a feature is not finite
 */
export function decideKernelMachines(model: KernelMachines, features: Matrix): Matrix {
  const { kernel, supportVectors, coefficients, intercepts } = model
  const { data, rows, columns } = features
  checkColumns(columns, supportVectors.columns)
  checkFinite(features)
  const products = new Float64Array(supportVectors.rows)
  const fill = kernelRows(kernel, supportVectors)
  const machines = intercepts.length
  const decisions = new Float64Array(rows * machines)
  for (let r = 0; r < rows; r++) {
    fill(data, r * columns, products)
    for (let m = 0; m < machines; m++) {
      decisions[r * machines + m] =
        intercepts[m] + dot(coefficients.data, m * products.length, products, products.length)
    }
  }
  return { data: decisions, rows, columns: machines }
}

/**
 * How much speaks for each class: the pairs it wins, and within ties the sum of its margins, squeezed into a third (as
 * scikit-learn's `decision_function` of shape `ovr`).
 *
 * @returns rows x classes; for two classes rows x 1, above 0 for the second
 */
export function scoreKernelSvm(model: KernelSvmModel, features: Matrix): Matrix {
  const decisions = decideKernelMachines(model, features)
  const count = model.classes.length
  if (count === 2) return decisions
  const scores = new Float64Array(features.rows * count)
  for (let r = 0; r < features.rows; r++) {
    const margins = new Float64Array(count)
    let machine = r * decisions.columns
    for (let one = 0; one < count; one++) {
      for (let other = one + 1; other < count; other++, machine++) {
        const decision = decisions.data[machine]
        scores[r * count + (decision > 0 ? other : one)]++
        margins[one] -= decision
        margins[other] += decision
      }
    }
    margins.forEach((margin, k) => {
      scores[r * count + k] += margin / (3 * (Math.abs(margin) + 1))
    })
  }
  return { data: scores, rows: features.rows, columns: count }
}

/**
 * The class of each row that wins most pairs, the first of those that win as many.
 *
 * @throws RangeError if the columns are not those of the fit, or a feature is not finite
 */
export function predictKernelSvm(model: KernelSvmModel, features: Matrix): Float64Array {
  const { data, columns } = scoreKernelSvm(model, features)
  return Float64Array.from({ length: features.rows }, (_, r) => {
    if (columns === 1) return model.classes[data[r] > 0 ? 1 : 0]
    const votes = data.subarray(r * columns, (r + 1) * columns).map(Math.round)
    return model.classes[votes.indexOf(Math.max(...votes))]
  })
}
