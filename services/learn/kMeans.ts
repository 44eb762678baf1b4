import { checkColumns, checkFinite, checkInteger, checkRange } from './check.ts'
import { choiceLengths, createChoice } from './clusters/chooseCentres.ts'
import { createLloyd, lloydLengths } from './clusters/lloyd.ts'
import { headShare } from './clusters/review.ts'
import { createRowBlocks } from './clusters/rowBlocks.ts'
import { squaredDistance } from './clusters/squaredDistance.ts'
import { type Matrix, takeRows } from './matrix.ts'
import { createRandom } from './random.ts'

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
 * K-Means (Lloyd 1982), from centres chosen by greedy k-means++ (Arthur and Vassilvitskii 2007). Each run is equal to
 * Lloyd's iterations of double precision, while single precision decides which centre is nearest wherever it can. Of
 * fewer distinct rows than clusters some clusters have none.
 *
 * @param features rows x columns, finite, at least `nClusters` rows
 * @returns the model, and the cluster of each row
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitKMeans(
  features: Matrix,
  { nClusters = 8, nInit = 1, maxIter = 300, tol = 1e-4, seed = 0 }: KMeansOptions = {},
): { readonly model: KMeansModel; readonly labels: Int32Array } {
  checkInteger('nClusters', nClusters, 1, features.rows)
  checkInteger('columns of features', features.columns, 1)
  checkInteger('nInit', nInit, 1)
  checkInteger('maxIter', maxIter, 1)
  checkRange('tol', tol, 0, Number.MAX_VALUE)
  const { rows, columns } = features
  const lengths = { ...choiceLengths(rows, columns, nClusters), ...lloydLengths(rows, columns, nClusters) }
  const table = createRowBlocks(features, headShare(columns), lengths)
  const choose = createChoice(table, rows, nClusters)
  const lloyd = createLloyd(features, table, nClusters)
  const random = createRandom(seed)
  let best: ReturnType<typeof lloyd> | undefined
  for (let run = 0; run < nInit; run++) {
    const start = takeRows(features, choose(random))
    const found = lloyd(start, maxIter, tol)
    if (best === undefined || found.inertia < best.inertia) best = found
  }
  table.release()
  const { labels, ...model } = best!
  return { model, labels }
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
