import type { Matrix } from './matrix.ts'

/** Share of a column's variance that the columns before it leave, below which it depends on them. */
const LEAST_SHARE = 1e-10

/**
 * The first column that is constant, or a sum of multiples of those before it and a constant, found by Cholesky factors
 * of the correlations (Golub and Van Loan 2013, 4.2.5); -1 if there is none.
 *
 * @param products of centred columns
 * @param means of the columns
 * @param rows that the products sum over
 */
export function dependentColumn(products: Matrix, means: Float64Array, rows: number): number {
  const { data, columns } = products
  const scales = means.map((mean, c) => {
    const squares = data[c * columns + c]
    return squares > rows * (rows * mean * Number.EPSILON) ** 2 ? Math.sqrt(squares) : 0
  })
  const factor = data.map((product, i) => product / (scales[Math.floor(i / columns)] * scales[i % columns]))
  for (let j = 0; j < columns; j++) {
    let left = factor[j * columns + j]
    for (let k = 0; k < j; k++) left -= factor[j * columns + k] ** 2
    if (!(scales[j] > 0 && left > LEAST_SHARE)) return j
    const pivot = Math.sqrt(left)
    for (let i = j + 1; i < columns; i++) {
      let sum = factor[i * columns + j]
      for (let k = 0; k < j; k++) sum -= factor[i * columns + k] * factor[j * columns + k]
      factor[i * columns + j] = sum / pivot
    }
  }
  return -1
}
