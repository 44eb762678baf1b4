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
  const { rows, columns } = features
  const means = centred ? columnMeans(features) : new Float64Array(columns)
  const targetMean = centred ? columnMeans({ data: target, rows, columns: 1 })[0] : 0
  const residuals = targetMean === 0 ? target : target.map((value) => value - targetMean)
  const { data } = gram(features, { means, last: residuals })
  const products = new Float64Array(columns * columns)
  for (let c = 0; c < columns; c++) {
    products.set(data.subarray(c * (columns + 1), c * (columns + 1) + columns), c * columns)
  }
  return {
    means,
    targetMean,
    products: { data: products, rows: columns, columns },
    moment: data.slice(columns * (columns + 1), -1),
  }
}

export function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  const step = 4 * columns
  let i = 0
  for (; i + step <= data.length; i += step - columns) {
    for (let c = 0; c < columns; c++, i++) {
      means[c] += data[i] + data[i + columns] + (data[i + 2 * columns] + data[i + 3 * columns])
    }
  }
  while (i < data.length) for (let c = 0; c < columns; c++, i++) means[c] += data[i]
  for (let c = 0; c < columns; c++) means[c] /= rows
  return means
}
