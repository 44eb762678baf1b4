import {
  fitHistGradientBoosting,
  type HistGradientBoostingModel,
  predictHistGradientBoosting,
} from '../learn/histGradientBoosting.ts'
import { type Matrix, takeRows } from '../learn/matrix.ts'
import { meanAbsoluteError, r2Score, rootMeanSquaredError } from '../learn/metrics.ts'
import { createRandom, permutation } from '../learn/random.ts'
import type { Scores } from '../runtime/workload/training.ts'
import type { Hour } from './clean.ts'
import { demands, featureCount, featureMatrix, featureNames } from './features.ts'
import type { BikesParameters } from './parameters.ts'
import { type BikesRidge, fitBikesRidge, predictBikesRidge } from './ridgeModel.ts'

export type BikesModel = {
  /** Years since 2011 that were seen; a prediction for a year outside takes the nearest. */
  readonly firstYear: number
  readonly lastYear: number
  /** Some of the hours of the training, row-major, n x 12: what requests are compared with. */
  readonly reference: Float64Array
} & (
  | { readonly algorithm: 'boosting'; readonly boosting: HistGradientBoostingModel }
  | { readonly algorithm: 'ridge'; readonly ridge: BikesRidge }
)

const year = featureNames.indexOf('year')

const referenceRows = 500

const asMatrix = (data: Float64Array) => ({ data, rows: data.length / featureCount, columns: featureCount })

/** @param hours - in order of time, at least one */
export function trainModel(hours: readonly Hour[], parameters: BikesParameters): BikesModel {
  const features = asMatrix(featureMatrix(hours))
  const seen = {
    firstYear: hours[0].year,
    lastYear: hours.at(-1)!.year,
    reference: sampleRows(features, parameters.seed),
  }
  if (parameters.algorithm === 'ridge') {
    return { ...seen, algorithm: 'ridge', ridge: fitBikesRidge(features, demands(hours), parameters.alpha) }
  }
  const boosting = fitHistGradientBoosting(features, demands(hours), {
    loss: 'poisson',
    earlyStopping: false,
    maxIter: parameters.maxIter,
    learningRate: parameters.learningRate,
    maxLeafNodes: parameters.maxLeafNodes,
    minSamplesLeaf: parameters.minSamplesLeaf,
    seed: parameters.seed,
  })
  return { ...seen, algorithm: 'boosting', boosting }
}

function sampleRows(features: Matrix, seed: number): Float64Array {
  const rows = permutation(features.rows, createRandom(seed)).subarray(0, referenceRows)
  return takeRows(features, rows.sort()).data
}

/** A copy of these features as the model takes them: years that it has not seen become the nearest that it has. */
export function withSeenYears({ firstYear, lastYear }: BikesModel, features: Float64Array): Float64Array {
  const data = features.slice()
  for (let i = year; i < data.length; i += featureCount) {
    data[i] = Math.min(lastYear, Math.max(firstYear, data[i]))
  }
  return data
}

/**
 * @param features - row-major, n x 12, in the order of `featureNames`; NaN is missing
 * @returns n demands in bikes per hour, never negative
 */
export function predictDemand(model: BikesModel, features: Float64Array): Float64Array {
  const matrix = asMatrix(withSeenYears(model, features))
  const predicted =
    model.algorithm === 'boosting'
      ? predictHistGradientBoosting(model.boosting, matrix)
      : predictBikesRidge(model.ridge, matrix)
  return predicted.map((demand) => Math.max(0, demand))
}

/** Largest hourly demand of the data that others report on; errors are often given as shares of it. */
const normalisation = 977

/** Scores in bikes per hour on hours that the model has not seen; `mae_normalised` is the share of 977. */
export function evaluateModel(model: BikesModel, hours: readonly Hour[]): Scores {
  const truth = demands(hours)
  const predicted = predictDemand(model, featureMatrix(hours))
  const mae = meanAbsoluteError(truth, predicted)
  return {
    mae,
    rmse: rootMeanSquaredError(truth, predicted),
    r2: r2Score(truth, predicted),
    mae_normalised: mae / normalisation,
  }
}
