import { gram } from './gram.ts'
import type { Matrix } from './matrix.ts'
import { fitStandardScaler, standardize } from './standardScaler.ts'

/** Share of a column's variance that the columns before it leave, below which it depends on them. */
const LEAST_SHARE = 1e-10

/**
 * The first column that is a sum of multiples of those before it and a constant, found by Cholesky factors of the
 * correlations (Golub and Van Loan 2013, 4.2.5); -1 if there is none.
 *
 * @param features rows x columns, finite
 */
export function dependentColumn(features: Matrix): number {
  const { data: factor, columns } = gram(standardize(fitStandardScaler(features), features))
  for (let j = 0; j < columns; j++) {
    let left = factor[j * columns + j]
    for (let k = 0; k < j; k++) left -= factor[j * columns + k] ** 2
    if (!(left > LEAST_SHARE * features.rows)) return j
    const pivot = Math.sqrt(left)
    factor[j * columns + j] = pivot
    for (let i = j + 1; i < columns; i++) {
      let sum = factor[i * columns + j]
      for (let k = 0; k < j; k++) sum -= factor[i * columns + k] * factor[j * columns + k]
      factor[i * columns + j] = sum / pivot
    }
  }
  return -1
}
