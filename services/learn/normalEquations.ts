import { gram } from './gram.ts'
import type { Matrix } from './matrix.ts'

/** What least squares needs to know of the data, all of it centred. */
export interface NormalEquations {
  readonly means: Float64Array
  readonly targetMean: number
  /** columns x columns: products of columns. */
  readonly products: Matrix
  /** One per column: its product with the target. */
  readonly moment: Float64Array
}

/** @param centred - whether means are taken away; without, they count as 0 */
export function normalEquations(features: Matrix, target: Float64Array, centred: boolean): NormalEquations {
  const { data, rows, columns } = features
  const means = centred ? columnMeans(features) : new Float64Array(columns)
  const targetMean = centred ? columnMeans({ data: target, rows, columns: 1 })[0] : 0
  const moment = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) {
    const residual = target[r] - targetMean
    for (let c = 0; c < columns; c++, i++) moment[c] += residual * (data[i] - means[c])
  }
  return { means, targetMean, products: gram(features, { means }), moment }
}

export function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++, i++) means[c] += data[i]
  for (let c = 0; c < columns; c++) means[c] /= rows
  return means
}
