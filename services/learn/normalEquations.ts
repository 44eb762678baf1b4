import { checkFinite } from './check.ts'
import { gram } from './gram.ts'
import { type Matrix, matrix, sliceRows } from './matrix.ts'

/** What least squares needs to know of the data, all of it centred. */
export interface NormalEquations {
  readonly means: Float64Array
  readonly targetMean: number
  /** columns x columns: products of columns. */
  readonly products: Matrix
  /** One per column: its product with the target. */
  readonly moment: Float64Array
}

/** Rows whose means are taken for a first guess. */
const GUESS = 256

/**
 * In one pass: products of columns less guessed means are corrected by how far those were off (Chan, Golub and LeVeque
 * 1983).
 *
 * @param centred - whether means are taken away; without, they count as 0
 * @throws RangeError if a feature is not finite
 */
export function normalEquations(features: Matrix, target: Float64Array, centred: boolean): NormalEquations {
  const { rows, columns } = features
  const few = Math.min(rows, GUESS)
  const guess = centred ? columnMeans(sliceRows(features, 0, few)) : new Float64Array(columns)
  const targetGuess = centred ? columnMeans(matrix(target.subarray(0, few), few, 1))[0] : 0
  const residuals = new Float64Array(rows)
  for (let r = 0; r < rows; r++) residuals[r] = target[r] - targetGuess
  const ones = new Float64Array(rows).fill(1)
  const { data, columns: size } = gram(features, { means: guess, more: [residuals, ones] })
  const sums = centred ? data.subarray((columns + 1) * size) : new Float64Array(size)
  const product = (i: number, j: number) => data[i * size + j] - (sums[i] * sums[j]) / rows

  const products = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    if (!Number.isFinite(data[i * size + i])) checkFinite(features)
    for (let j = 0; j < columns; j++) products[i * columns + j] = product(i, j)
  }
  return {
    means: guess.map((mean, c) => mean + sums[c] / rows),
    targetMean: targetGuess + sums[columns] / rows,
    products: { data: products, rows: columns, columns },
    moment: Float64Array.from({ length: columns }, (_, c) => product(columns, c)),
  }
}

/**
 * Means of the columns.
 *
 * @throws RangeError if a feature is not finite
 */
export function columnMeans(features: Matrix): Float64Array {
  const { data, rows, columns } = features
  const means = new Float64Array(columns)
  const step = 4 * columns
  let i = 0
  for (; i + step <= data.length; i += step - columns) {
    for (let c = 0; c < columns; c++, i++) {
      means[c] += data[i] + data[i + columns] + (data[i + 2 * columns] + data[i + 3 * columns])
    }
  }
  while (i < data.length) for (let c = 0; c < columns; c++, i++) means[c] += data[i]
  for (let c = 0; c < columns; c++) {
    means[c] /= rows
    if (!Number.isFinite(means[c])) checkFinite(features)
  }
  return means
}
