import { fitIsolationForest, scoreOutliers } from '../../learn/isolationForest.ts'
import { fitMahalanobis, mahalanobisPValue, squaredMahalanobis } from '../../learn/mahalanobis.ts'
import type { Matrix } from '../../learn/matrix.ts'
import { columnMoments, standardised } from './standardised.ts'

/** How unlike those of the training one row of features is. */
export interface OutlierFinding {
  /** Whether the score or the distance is above its threshold. */
  readonly outlier: boolean
  /** Of an isolation forest (Liu, Ting and Zhou 2008), from 0 to 1: how quickly random splits set the row apart. */
  readonly score: number
  readonly scoreThreshold: number
  /** Mahalanobis' distance (1936) from the mean: how unusual the values are together. */
  readonly distance: number
  readonly distanceThreshold: number
  /** Share of normally distributed rows that lie as far out. */
  readonly pValue: number
  /** Deviations from the mean of the training, in standard deviations; 0 where the value is missing. */
  readonly deviations: Float64Array
}

/** Share of the training's rows that is above each threshold: together one row in a hundred, or fewer. */
const contamination = 0.005

/**
 * @param reference - a sample of the training's features, two rows or more; NaN is missing
 */
export function outlierDetector(reference: Matrix): (row: Float64Array) => OutlierFinding {
  const moments = columnMoments(reference)
  const scaled = standardised(reference, moments)
  const forest = fitIsolationForest(reference, { contamination })
  const varies = scaled.data.some((value) => value !== 0)
  const ellipse = varies ? fitMahalanobis(scaled, { contamination }) : undefined
  const { columns } = reference
  return (data) => {
    const row = standardised({ data, rows: 1, columns }, moments)
    const [score] = scoreOutliers(forest, { data, rows: 1, columns })
    const [squared] = ellipse === undefined ? [0] : squaredMahalanobis(ellipse, row)
    const squaredThreshold = ellipse?.threshold ?? 0
    return {
      outlier: score > forest.threshold || squared > squaredThreshold,
      score,
      scoreThreshold: forest.threshold,
      distance: Math.sqrt(squared),
      distanceThreshold: Math.sqrt(squaredThreshold),
      pValue: mahalanobisPValue(squared, columns),
      deviations: row.data,
    }
  }
}
