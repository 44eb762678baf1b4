import { checkColumns, checkRange } from './check.ts'
import { solvePositiveDefinite } from './cholesky.ts'
import { empiricalCovariance, ledoitWolf } from './covariance.ts'
import type { Matrix } from './matrix.ts'
import { chiSquaredTail } from './statistics/specialFunctions.ts'

export interface MahalanobisOptions {
  /** Which covariance: shrunk, which is never singular unless every column is constant, or plain. Default `ledoitWolf`. */
  readonly covariance?: 'ledoitWolf' | 'empirical'
  /** Share of the training rows that counts as outliers, from 0 to 0.5. Default 0.01. */
  readonly contamination?: number
}

export interface MahalanobisModel {
  readonly means: Float64Array
  /** Inverse of the covariance, columns x columns. */
  readonly precision: Matrix
  /** Squared distance above which a row is an outlier. */
  readonly threshold: number
}

/**
 * Distance from the centre in units of the spread in that direction (Mahalanobis 1936). The threshold is the quantile of
 * the training rows' own distances.
 *
 * @throws RangeError if a feature is not finite, or the covariance is singular
 */
export function fitMahalanobis(
  features: Matrix,
  { covariance = 'ledoitWolf', contamination = 0.01 }: MahalanobisOptions = {},
): MahalanobisModel {
  checkRange('contamination', contamination, 0, 0.5)
  const { means, matrix } = covariance === 'ledoitWolf' ? ledoitWolf(features) : empiricalCovariance(features)
  const { columns } = matrix
  const inverse = new Float64Array(columns * columns)
  for (let c = 0; c < columns; c++) {
    const unit = new Float64Array(columns)
    unit[c] = 1
    inverse.set(solvePositiveDefinite(matrix, unit), c * columns)
  }
  const precision = { ...matrix, data: inverse }
  const distances = squaredMahalanobis({ means, precision }, features).sort()
  const threshold = distances[Math.max(0, Math.ceil((1 - contamination) * distances.length) - 1)]
  return { means, precision, threshold }
}

/**
 * @returns squared distance of each row; above `threshold` it is an outlier
 * @throws RangeError if the columns are not those of the fit
 */
export function squaredMahalanobis(
  { means, precision }: Pick<MahalanobisModel, 'means' | 'precision'>,
  { data, rows, columns }: Matrix,
): Float64Array {
  checkColumns(columns, means.length)
  const distances = new Float64Array(rows)
  const centred = new Float64Array(columns)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) centred[c] = data[r * columns + c] - means[c]
    let sum = 0
    for (let c = 0; c < columns; c++) {
      let product = 0
      for (let k = 0; k < columns; k++) product += precision.data[c * columns + k] * centred[k]
      sum += product * centred[c]
    }
    distances[r] = sum
  }
  return distances
}

/** How often a row of normally distributed columns lies as far out, or further. */
export function mahalanobisPValue(squaredDistance: number, columns: number): number {
  return chiSquaredTail(squaredDistance, columns)
}
