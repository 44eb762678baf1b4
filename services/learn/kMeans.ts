import { checkColumns, checkFinite, checkInteger, checkRange } from './check.ts'
import { chooseCentres, trialsFor } from './clusters/chooseCentres.ts'
import { lloyd } from './clusters/lloyd.ts'
import { squaredDistance } from './clusters/squaredDistance.ts'
import type { Matrix } from './matrix.ts'
import { createRandom } from './random.ts'
import { createDistances } from './simd/squaredDistances.ts'

/** Names and defaults of scikit-learn's KMeans. */
export interface KMeansOptions {
  /** Default 8. */
  readonly nClusters?: number
  /** Runs from different first centres, of which the one of least inertia is kept. Default 1. */
  readonly nInit?: number
  /** Iterations of a run, at most. Default 300. */
  readonly maxIter?: number
  /** A run ends when all centres together move by less than this share of the mean variance of the columns. Default 1e-4. */
  readonly tol?: number
  /** Default 0. */
  readonly seed?: number
}

export interface KMeansModel {
  /** nClusters x columns. */
  readonly centres: Matrix
  /** Sum of the squared distances of the training rows from their centres. */
  readonly inertia: number
  /** Of the run that was kept. */
  readonly iterations: number
}

/**
 * K-Means (Lloyd 1982), from centres chosen by greedy k-means++ (Arthur and Vassilvitskii 2007), each run equal to
 * Lloyd's iterations while bounds spare most distances (Hamerly 2010).
 *
 * @param features rows x columns, finite, at least `nClusters` rows
 * @returns the model, and the cluster of each row
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitKMeans(
  features: Matrix,
  { nClusters = 8, nInit = 1, maxIter = 300, tol = 1e-4, seed = 0 }: KMeansOptions = {},
): { readonly model: KMeansModel; readonly labels: Int32Array } {
  checkFinite(features)
  checkInteger('nClusters', nClusters, 1, features.rows)
  checkInteger('columns of features', features.columns, 1)
  checkInteger('nInit', nInit, 1)
  checkInteger('maxIter', maxIter, 1)
  checkRange('tol', tol, 0, Number.MAX_VALUE)
  const { means, variance } = spread(features)
  const { rows, columns } = features
  const distances = createDistances(rows, columns, Math.max(nClusters, trialsFor(nClusters)))
  const centred: Matrix = { data: distances.data, rows, columns }
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i++) centred.data[i] = features.data[i] - means[c]
  }
  const random = createRandom(seed)
  let best: ReturnType<typeof lloyd> | undefined
  for (let run = 0; run < nInit; run++) {
    const found = lloyd(
      centred,
      distances,
      chooseCentres(centred, distances, nClusters, random),
      maxIter,
      tol * variance,
    )
    if (best === undefined || found.inertia < best.inertia) best = found
  }
  const { centres, labels, inertia, iterations } = best!
  for (let i = 0; i < centres.data.length; i++) centres.data[i] += means[i % features.columns]
  return { model: { centres, inertia, iterations }, labels }
}

/**
 * @returns the nearest centre of each row
 * @throws RangeError if the columns are not those of the fit, or a feature is not finite
 */
export function predictKMeans({ centres }: KMeansModel, features: Matrix): Int32Array {
  checkColumns(features.columns, centres.columns)
  checkFinite(features)
  const { data, rows, columns } = features
  const labels = new Int32Array(rows)
  for (let r = 0; r < rows; r++) {
    let nearest = Infinity
    for (let k = 0; k < centres.rows; k++) {
      const square = squaredDistance(data, r * columns, centres.data, k * columns, columns)
      if (square >= nearest) continue
      nearest = square
      labels[r] = k
    }
  }
  return labels
}

/** Means of the columns, and the mean of their variances. */
function spread({ data, rows, columns }: Matrix): { means: Float64Array; variance: number } {
  const means = new Float64Array(columns)
  for (let r = 0, i = 0; r < rows; r++) for (let c = 0; c < columns; c++) means[c] += data[i++]
  for (let c = 0; c < columns; c++) means[c] /= rows
  let variance = 0
  for (let r = 0, i = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) variance += (data[i++] - means[c]) ** 2
  return { means, variance: variance / (rows * columns) }
}
