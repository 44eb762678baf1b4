import { dbscan } from '../../learn/dbscan.ts'
import { fitKMeans } from '../../learn/kMeans.ts'
import { type Matrix, takeRows } from '../../learn/matrix.ts'
import { nearestNeighbours } from '../../learn/nearestNeighbours.ts'
import { createRandom, permutation } from '../../learn/random.ts'
import { silhouetteScore } from '../../learn/silhouette.ts'
import { fitStandardScaler, standardize } from '../../learn/standardScaler.ts'
import { DataError } from '../../runtime/errors.ts'
import { type FeatureName, featureNames, type StudentFeatures } from './studentFeatures.ts'

export interface ClusterOptions {
  readonly algorithm?: 'kmeans' | 'dbscan'
  /** Of K-Means. Default: the number from 2 to 8 of the best silhouette. */
  readonly clusters?: number
  /** Of DBSCAN, in deviations. Default: that of the best silhouette. */
  readonly eps?: number
  /** Default 1. */
  readonly seed?: number
}

export interface Cluster {
  /** From 0, the largest first; -1 are the students of no cluster. */
  readonly cluster: number
  readonly students: number
  /** Share of them of each status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly department: string
  /** Means in the features' own units. */
  readonly means: Readonly<Record<FeatureName, number>>
  /** The features that set it apart, the first most of all, in deviations from the mean of all students. */
  readonly apart: readonly { readonly feature: FeatureName; readonly deviations: number }[]
}

export interface Clustering {
  /** The cluster of each student. */
  readonly labels: Int32Array
  readonly clusters: readonly Cluster[]
  /** Of a sample of the students; NaN where there is one cluster only. */
  readonly silhouette: number
}

/** What students do; not who they are, and not how it ended. */
const looked: readonly FeatureName[] = featureNames.filter(
  (name) => name !== 'scholarship' && name !== 'admission_score',
)
const sampleSize = 1500
const leastStudents = 20
const shownApart = 4
const triedShares = [0.9, 0.8, 0.7, 0.6, 0.5]

/**
 * Groups of students who work alike, present and past: by K-Means, or by DBSCAN, which also finds those who are like no
 * others.
 *
 * @throws DataError on fewer than 20 students, or fewer than clusters
 */
export function clusterStudents(
  { matrix, statuses, departments }: StudentFeatures,
  { algorithm = 'kmeans', clusters, eps, seed = 1 }: ClusterOptions = {},
): Clustering {
  if (matrix.rows < leastStudents) {
    throw new DataError(
      `${matrix.rows} students are too few for clusters; at least ${leastStudents} are needed`,
    )
  }
  if (clusters !== undefined && clusters > matrix.rows) {
    throw new DataError(`clusters is ${clusters}; it must be at most ${matrix.rows}, the number of students`)
  }
  const scaled = standardize(fitStandardScaler(matrix), matrix)
  const used = chooseColumns(scaled)
  const sample = permutation(matrix.rows, createRandom(seed)).subarray(0, sampleSize)
  const score = (labels: Int32Array) => silhouetteOf(used, labels, sample)
  const found =
    algorithm === 'dbscan'
      ? byDensity(used, sample, eps)
      : (clusters === undefined ? [2, 3, 4, 5, 6, 7, 8] : [clusters])
          .map((nClusters) => fitKMeans(used, { nClusters, nInit: 5, seed }).labels)
          .reduce((best, labels) => (score(labels) > score(best) ? labels : best))
  const labels = largestFirst(found)
  return {
    labels,
    silhouette: score(labels),
    clusters: profiles(labels, matrix, scaled, statuses, departments),
  }
}

function chooseColumns({ data, rows, columns }: Matrix): Matrix {
  const places = looked.map((name) => featureNames.indexOf(name))
  const chosen = new Float64Array(rows * places.length)
  for (let i = 0; i < chosen.length; i++) {
    chosen[i] = data[Math.floor(i / places.length) * columns + places[i % places.length]]
  }
  return { data: chosen, rows, columns: places.length }
}

function silhouetteOf(features: Matrix, labels: Int32Array, sample: Uint32Array): number {
  const own = Array.from(sample, (row) => labels[row])
  const count = new Set(own).size
  return count < 2 || count >= own.length ? Number.NaN : silhouetteScore(takeRows(features, sample), own)
}

/**
 * The neighbourhood holds twice as many students as there are columns (Sander et al. 1998). Of the radii within which
 * some share of the students have it, that is taken which gives the best silhouette of those in clusters, times their
 * share.
 */
function byDensity(features: Matrix, sample: Uint32Array, given?: number): Int32Array {
  const minSamples = Math.min(2 * features.columns, Math.floor(features.rows / 4))
  if (given !== undefined) return dbscan(features, { eps: given, minSamples }).labels
  const { distances } = nearestNeighbours(features, takeRows(features, sample), { nNeighbors: minSamples })
  const radii = Float64Array.from(sample, (_, i) => distances[(i + 1) * minSamples - 1]).sort()
  const tries = triedShares.map((share) => {
    const eps = Math.max(Number.MIN_VALUE, radii[Math.floor(share * (radii.length - 1))])
    const { labels } = dbscan(features, { eps, minSamples })
    const inClusters = sample.filter((row) => labels[row] >= 0)
    const score = silhouetteOf(features, labels, inClusters) * (inClusters.length / sample.length)
    return { labels, score: Number.isNaN(score) ? -1 : score }
  })
  return tries.reduce((best, one) => (one.score > best.score ? one : best)).labels
}

function largestFirst(labels: Int32Array): Int32Array {
  const sizes = Map.groupBy(labels, (label) => label)
  const order = [...sizes].filter(([label]) => label >= 0).sort(([, a], [, b]) => b.length - a.length)
  const places = new Map(order.map(([label], place) => [label, place]))
  return labels.map((label) => places.get(label) ?? -1)
}

function profiles(
  labels: Int32Array,
  matrix: Matrix,
  scaled: Matrix,
  statuses: readonly string[],
  departments: readonly string[],
): Cluster[] {
  const members = Map.groupBy(labels.keys(), (row) => labels[row])
  return [...members]
    .sort(([a], [b]) => (a < 0 ? 1 : b < 0 ? -1 : a - b))
    .map(([cluster, rows]) => {
      const mean = ({ data, columns }: Matrix, c: number) =>
        rows.reduce((sum, row) => sum + data[row * columns + c], 0) / rows.length
      const shares = (of: readonly string[]) =>
        [...Map.groupBy(rows, (row) => of[row])]
          .map(([name, some]) => [name, some.length / rows.length] as const)
          .sort(([, a], [, b]) => b - a)
      const apart = featureNames.map((feature, c) => ({ feature, deviations: mean(scaled, c) }))
      return {
        cluster,
        students: rows.length,
        statuses: Object.fromEntries(shares(statuses)),
        department: shares(departments)[0][0],
        means: Object.fromEntries(featureNames.map((name, c) => [name, mean(matrix, c)])) as Record<
          FeatureName,
          number
        >,
        apart: apart.sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations)).slice(0, shownApart),
      }
    })
}
