import { checkFinite, checkInteger } from './check.ts'
import { squaredDistance } from './clusters/squaredDistance.ts'
import { type Matrix, take, takeRows } from './matrix.ts'
import { createRandom, permutation } from './random.ts'

/**
 * Silhouette of each row (Rousseeuw 1987): (b - a) / max(a, b) with the mean distances a to the other rows of its
 * cluster and b to those of the nearest other cluster. From -1 to 1; 0 for a row alone in its cluster.
 *
 * @param labels one integer per row; each is a cluster, -1 too
 * @throws RangeError if a feature is not finite, or the labels are not those of 2 to rows - 1 clusters
 */
export function silhouetteSamples(features: Matrix, labels: ArrayLike<number>): Float64Array {
  const { data, rows, columns } = features
  checkFinite(features)
  if (labels.length !== rows)
    throw new RangeError(`labels: ${labels.length} for ${rows} rows, expected ${rows}`)
  const clusterOf = new Map<number, number>()
  const clusters = Int32Array.from(labels, (label) => {
    if (!clusterOf.has(label)) clusterOf.set(label, clusterOf.size)
    return clusterOf.get(label)!
  })
  const count = clusterOf.size
  if (count < 2 || count >= rows) {
    throw new RangeError(`labels: ${count} clusters of ${rows} rows, expected from 2 to ${rows - 1}`)
  }
  const sizes = new Float64Array(count)
  for (const cluster of clusters) sizes[cluster]++
  const sums = new Float64Array(rows * count)
  for (let i = 0; i < rows; i++) {
    const own = clusters[i]
    for (let j = 0; j < i; j++) {
      const distance = Math.sqrt(squaredDistance(data, i * columns, data, j * columns, columns))
      sums[i * count + clusters[j]] += distance
      sums[j * count + own] += distance
    }
  }
  const silhouettes = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    const own = clusters[i]
    if (sizes[own] === 1) continue
    const within = sums[i * count + own] / (sizes[own] - 1)
    let nearest = Infinity
    for (let k = 0; k < count; k++) {
      if (k !== own) nearest = Math.min(nearest, sums[i * count + k] / sizes[k])
    }
    const most = Math.max(within, nearest)
    if (most > 0) silhouettes[i] = (nearest - within) / most
  }
  return silhouettes
}

export interface SilhouetteOptions {
  /** Rows drawn at random, as the work grows with their square. Default all. */
  readonly sampleSize?: number
  /** Of the choice. Default 0. */
  readonly seed?: number
}

/** The mean over all rows, or over a sample of them. */
export function silhouetteScore(
  features: Matrix,
  labels: ArrayLike<number>,
  { sampleSize, seed = 0 }: SilhouetteOptions = {},
): number {
  if (sampleSize !== undefined && sampleSize < features.rows) {
    checkInteger('sampleSize', sampleSize, 3)
    const chosen = permutation(features.rows, createRandom(seed)).subarray(0, sampleSize)
    return silhouetteScore(takeRows(features, chosen), take(labels, chosen))
  }
  const silhouettes = silhouetteSamples(features, labels)
  return silhouettes.reduce((sum, value) => sum + value, 0) / silhouettes.length
}
