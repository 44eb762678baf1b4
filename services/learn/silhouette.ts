import { checkFinite, checkInteger } from './check.ts'
import { type Matrix, take, takeRows } from './matrix.ts'
import { createRandom, permutation } from './random.ts'
import { atOnce, createDistances } from './simd/distanceSums.ts'

/**
 * Silhouette of each row (Rousseeuw 1987): (b - a) / max(a, b) with the mean distances a to the other rows of its
 * cluster and b to those of the nearest other cluster. From -1 to 1; 0 for a row alone in its cluster.
 *
 * @param labels one integer per row; each is a cluster, -1 too
 * @throws RangeError if a feature is not finite, or the labels are not those of 2 to rows - 1 clusters
 */
export function silhouetteSamples(features: Matrix, labels: ArrayLike<number>): Float64Array {
  const { rows, columns } = features
  checkFinite(features)
  checkInteger('columns of features', columns, 1)
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
  const sizes = new Int32Array(count)
  for (const cluster of clusters) sizes[cluster]++
  const sums = distanceSums(features, clusters, sizes)
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
    if (most === Infinity)
      throw new RangeError(`features: row ${i} has squared distances that are not finite`)
    if (most > 0) silhouettes[i] = (nearest - within) / most
  }
  return silhouettes
}

/** Of each row to the rows of each cluster: rows x clusters. */
function distanceSums(
  { data, rows, columns }: Matrix,
  clusters: Int32Array,
  sizes: Int32Array,
): Float64Array {
  const count = sizes.length
  const ends = new Int32Array(count)
  for (let k = 0, end = 0; k < count; k++) {
    end += sizes[k]
    ends[k] = end
  }
  const distances = createDistances(rows, columns)
  const next = ends.map((end, k) => end - sizes[k])
  for (let row = 0; row < rows; row++) {
    const place = next[clusters[row]]++
    distances.others.set(data.subarray(row * columns, (row + 1) * columns), place * columns)
  }
  const sums = new Float64Array(rows * count)
  for (let first = 0; first < rows; first += atOnce) {
    const some = Math.min(rows - first, atOnce)
    for (let n = 0, from = first * columns; n < some; n++) {
      for (let to = n; to < distances.rows.length; to += atOnce) distances.rows[to] = data[from++]
    }
    for (let k = 0; k < count; k++) {
      const found = distances.measure(ends[k] - sizes[k], ends[k])
      for (let n = 0; n < some; n++) sums[(first + n) * count + k] = found[n]
    }
  }
  distances.release()
  return sums
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
