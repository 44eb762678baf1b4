import { checkInteger } from './check.ts'
import { classesOf } from './classes.ts'
import { dot } from './dot.ts'
import type { Matrix } from './matrix.ts'
import { type Shrinkage, segmentCovariance } from './segmentCovariance.ts'
import type { SegmentMoments } from './segments.ts'
import { symmetricEigen } from './symmetricEigen.ts'

/** Defaults of MNE's CSP. */
export interface CspOptions {
  /** For two classes in all, for more for each class. Default 4. */
  readonly nComponents?: number
  /** Of the covariances, 0 to 1 or `ledoitWolf`. Default 0. */
  readonly shrinkage?: Shrinkage
  /**
   * `mutualInfo`: those first whose share of the variance is farthest from a half; `alternate`: the highest share, the
   * lowest, the next highest, ... Default `mutualInfo`.
   */
  readonly componentOrder?: 'mutualInfo' | 'alternate'
}

export interface CspModel {
  /** Ascending. */
  readonly classes: Float64Array
  /** components x channels: a component is the sum of the channels times its row. */
  readonly filters: Matrix
  /** components x channels: how a source of that component appears at the channels (Haufe et al. 2014). */
  readonly patterns: Matrix
  /** One per component: the share of its variance that its class has beside the others (the first of two classes). */
  readonly shares: Float64Array
}

/**
 * Common spatial patterns: sums of channels whose variance differs most between classes (Koles 1991; Ramoser,
 * Müller-Gerking and Pfurtscheller 2000; Blankertz et al. 2008). More than two classes: each against the mean of the
 * others, `nComponents` for each. Directions in which no channel varies are left out.
 *
 * @param labels one per segment
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitCsp(
  moments: SegmentMoments,
  labels: ArrayLike<number>,
  options: CspOptions = {},
): CspModel {
  const { nComponents = 4, shrinkage = 0, componentOrder = 'mutualInfo' } = options
  const { channels } = moments
  checkInteger('nComponents', nComponents, 1, channels)
  if (labels.length !== moments.count) {
    throw new RangeError(`labels: ${labels.length} for ${moments.count} segments, expected as many`)
  }
  const { classes } = classesOf(labels)
  const covariances = Array.from(classes, (label) => {
    const segments = Array.from({ length: labels.length }, (_, s) => s).filter((s) => labels[s] === label)
    return segmentCovariance(moments, segments, shrinkage)
  })
  const contrasted = classes.length === 2 ? covariances.slice(0, 1) : covariances
  const parts = contrasted.map((covariance) => {
    const others = covariances.filter((other) => other !== covariance)
    const reference = covariance.data.map(
      (value, i) => value + others.reduce((sum, other) => sum + other.data[i], 0) / others.length,
    )
    return decompose(covariance.data, reference, channels, nComponents, componentOrder)
  })
  const components = parts.flat()
  const matrixOf = (rows: readonly Float64Array[]): Matrix => ({
    data: Float64Array.from(rows.flatMap((row) => Array.from(row))),
    rows: rows.length,
    columns: channels,
  })
  return {
    classes,
    filters: matrixOf(components.map(({ filter }) => filter)),
    patterns: matrixOf(components.map(({ pattern }) => pattern)),
    shares: Float64Array.from(components, ({ share }) => share),
  }
}

interface Component {
  readonly filter: Float64Array
  readonly pattern: Float64Array
  readonly share: number
}

/** The chosen solutions of `covariance` w = share * `reference` w with w' `reference` w = 1. */
function decompose(
  covariance: Float64Array,
  reference: Float64Array,
  channels: number,
  count: number,
  order: 'mutualInfo' | 'alternate',
): Component[] {
  const whitening = whitener(reference, channels)
  if (whitening.length < count) {
    throw new RangeError(
      `nComponents: ${count}, but the channels vary in ${whitening.length} independent directions only; ` +
        `channels that are constant, or sums of others, add none`,
    )
  }
  const images = whitening.map((row) => multiply(covariance, row))
  const { values, vectors } = symmetricEigen(whitening.length, (i, k) =>
    dot(images[i], 0, whitening[k], channels),
  )
  const ascending = Array.from(values, (_, i) => i)
  const chosen =
    order === 'mutualInfo'
      ? ascending.toSorted((a, b) => Math.abs(values[b] - 0.5) - Math.abs(values[a] - 0.5))
      : ascending.map((_, i) => (i % 2 === 0 ? values.length - 1 - i / 2 : (i - 1) / 2))
  return chosen.slice(0, count).map((index) => {
    const filter = new Float64Array(channels)
    for (let k = 0; k < whitening.length; k++) {
      const factor = vectors(k, index)
      for (let c = 0; c < channels; c++) filter[c] += factor * whitening[k][c]
    }
    return { filter, pattern: multiply(reference, filter), share: values[index] }
  })
}

/** Rows whose sums of channels have variance 1 and are uncorrelated. */
function whitener(covariance: Float64Array, channels: number): Float64Array[] {
  const { values, vectors } = symmetricEigen(channels, (i, k) => covariance[i * channels + k])
  const least = Math.max(...values) * channels * 1e-14
  return Array.from(values, (_, i) => i)
    .filter((i) => values[i] > least)
    .map((i) => Float64Array.from({ length: channels }, (_, c) => vectors(c, i) / Math.sqrt(values[i])))
}

/** A square matrix times a vector. */
export function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  return Float64Array.from({ length: size }, (_, r) => dot(matrix, r * size, vector, size))
}
