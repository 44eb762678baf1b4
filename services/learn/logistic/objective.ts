import { addPanelProducts, paddedWidth, readPanelProducts, sumsLength } from '../gram.ts'
import type { Matrix } from '../matrix.ts'
import { exponentialConstants } from '../simd/exponential.ts'
import { takeDoubles } from '../simd/memory.ts'
import { panelProductsIn } from '../simd/panelProducts.ts'
import { columnBytes, fillPanels, panelRows, scratchLength, toPanelsIn } from '../simd/panels.ts'
import { passTotals, softmaxPassIn } from '../simd/softmaxPass.ts'

/** Mean loss of a logistic regression with its penalty, its gradient and its matrix of second derivatives. */
export interface LogisticObjective {
  /** Coefficients: `vectors` times the columns, each with its intercept last. */
  readonly size: number
  /** Coefficients of one class: the columns, and the intercept if there is one. */
  readonly length: number
  /** 1 if the first class has no coefficients, and scores 0; 0 if every class has its own. */
  readonly reference: 0 | 1
  /** @returns the loss at `weights`; writes the gradient */
  evaluate(weights: Float64Array, gradient: Float64Array): number
  /** At the weights that were evaluated last: size x size. */
  hessian(): Matrix
  /** Sums over the rows of the products of `count` columns, less their means, from `first`, a multiple of 3. */
  products(first: number, count: number): Matrix
  /** Lets the next have the memory: nothing is to be called afterwards. */
  release(): void
}

export interface LogisticProblem {
  /** rows x columns, finite */
  readonly features: Matrix
  /** One per column: what is subtracted from its values. */
  readonly means: Float64Array
  /** One class per row, from 0 to `classes` - 1. */
  readonly indices: Int32Array
  readonly classes: number
  /** Of half the squared coefficients beside the mean loss; intercepts are free. */
  readonly penalty: number
  readonly fitIntercept: boolean
}

/** Of a class that is not there. */
const LOWEST = -1e300

/**
 * Two classes have one vector of coefficients. More have one each if they are penalised, which settles that only
 * differences of scores count, and otherwise one each but for the first, with which they are compared.
 *
 * @throws RangeError if the rows do not fit into the 4 GiB of a WebAssembly memory
 */
export function logisticObjective(problem: LogisticProblem): LogisticObjective {
  const { features, means, indices, classes, penalty, fitIntercept } = problem
  const { rows, columns } = features
  const reference = classes === 2 || penalty === 0 ? 1 : 0
  const vectors = classes - reference
  const length = columns + Number(fitIntercept)
  const size = vectors * length
  const width = paddedWidth(length)
  const filledRows = Math.ceil(rows / panelRows) * panelRows
  const panelBytes = width * columnBytes
  const { memory, arrays, release } = takeDoubles(
    { name: 'features', rows, columns, right: 'fewer rows, columns or classes' },
    {
      constants: exponentialConstants.length,
      scratch: scratchLength(columns),
      totals: passTotals.length,
      weights: size,
      slopes: 2 * size,
      labels: filledRows,
      curvatures: filledRows,
      sums: sumsLength(width),
      probabilities: filledRows * vectors,
      panels: filledRows * width,
    },
  )
  const { scratch, totals, slopes, labels, curvatures, sums, probabilities, panels } = arrays
  const kernels = panelProductsIn(memory)
  const softmaxPass = softmaxPassIn(memory)
  const panelsAtOnce = Math.floor(1000 / Math.log2(classes))

  arrays.constants.set(exponentialConstants)
  totals[passTotals.floor] = totals[passTotals.floor + 1] = reference === 1 ? 0 : LOWEST
  totals[passTotals.one] = totals[passTotals.one + 1] = 1
  labels.fill(-1)
  for (let r = 0; r < rows; r++) labels[r] = indices[r] - reference
  const more = fitIntercept ? [new Float64Array(rows).fill(1)] : []
  fillPanels(toPanelsIn(memory), { scratch, panels, width, means, more }, features, 0, rows)

  function evaluate(weights: Float64Array, gradient: Float64Array): number {
    arrays.weights.set(weights)
    slopes.fill(0)
    totals.fill(0, passTotals.loss, passTotals.products)
    let logarithms = 0
    const everyPanel = filledRows / panelRows
    for (let panel = 0; panel < everyPanel; panel += panelsAtOnce) {
      totals.fill(1, passTotals.products)
      softmaxPass(
        panels.byteOffset + panel * panelBytes,
        panels.byteOffset + Math.min(panel + panelsAtOnce, everyPanel) * panelBytes,
        panelBytes,
        length * columnBytes,
        arrays.weights.byteOffset,
        slopes.byteOffset,
        labels.byteOffset + panel * columnBytes,
        probabilities.byteOffset + panel * vectors * columnBytes,
        vectors * columnBytes,
        totals.byteOffset,
      )
      for (let i = passTotals.products; i < passTotals.length; i++) logarithms += Math.log(totals[i])
    }
    const loss = totals[passTotals.loss] + totals[passTotals.loss + 1] + logarithms
    let squares = 0
    for (let i = 0; i < size; i++) {
      gradient[i] = (slopes[2 * i] + slopes[2 * i + 1]) / rows
      if (i % length === columns) continue
      squares += weights[i] ** 2
      gradient[i] += penalty * weights[i]
    }
    return (loss - (filledRows - rows) * Math.log(classes)) / rows + (penalty * squares) / 2
  }

  function products(first: number, count: number): Matrix {
    const multiplied = paddedWidth(count)
    sums.fill(0, 0, sumsLength(multiplied))
    const from = panels.byteOffset + first * columnBytes
    const place = { panels: from, rows, width, columns: multiplied, sums: sums.byteOffset }
    addPanelProducts(kernels.plain, place)
    return readPanelProducts(sums, count)
  }

  /** Second derivatives by the coefficients of one class and of another. */
  function block(v: number, u: number): Float64Array {
    for (let panel = 0, at = 0; at < filledRows; panel++) {
      const own = (panel * vectors + v) * panelRows
      const other = (panel * vectors + u) * panelRows
      for (let r = 0; r < panelRows; r++, at++) {
        const p = probabilities[own + r]
        curvatures[at] = (p * (v === u ? 1 - p : -probabilities[other + r])) / rows
      }
    }
    sums.fill(0)
    const place = { panels: panels.byteOffset, rows, width, sums: sums.byteOffset }
    addPanelProducts(kernels.weighted, { ...place, weights: curvatures.byteOffset })
    return readPanelProducts(sums, length).data
  }

  function hessian(): Matrix {
    const second = new Float64Array(size * size)
    const put = (v: number, u: number, values: Float64Array, sign: number) => {
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++) {
          second[(v * length + i) * size + u * length + j] += sign * values[i * length + j]
        }
      }
    }
    const last = vectors - 1
    const computed = reference === 1 ? vectors : last
    for (let v = 0; v < computed; v++) {
      for (let u = 0; u <= v; u++) {
        const values = block(v, u)
        for (const [a, b] of u === v
          ? [[v, v]]
          : [
              [v, u],
              [u, v],
            ]) {
          put(a, b, values, 1)
          if (reference === 1) continue
          put(a, last, values, -1)
          put(last, b, values, -1)
          put(last, last, values, 1)
        }
      }
    }
    for (let v = 0; v < vectors; v++) {
      for (let i = v * length; i < v * length + columns; i++) second[i * size + i] += penalty
      if (reference === 1 || !fitIntercept) continue
      // Adding one number to every intercept changes no probability: this keeps their sum where it is.
      for (let u = 0; u < vectors; u++) second[(v * length + columns) * size + u * length + columns] += 1
    }
    return { data: second, rows: size, columns: size }
  }

  return { size, length, reference, evaluate, hessian, products, release }
}
