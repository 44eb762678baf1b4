import { type Matrix, take, takeRows } from '../learn/matrix.ts'
import { type FittedModels, fitLearner, type LearnerName, predictLearner } from './learners.ts'
import type { CarsParameters } from './parameters.ts'

/** What all fits share. */
export interface FitData {
  readonly features: Matrix
  readonly logPrices: Float64Array
  readonly sizes: readonly number[]
  readonly parameters: CarsParameters
}

/** One fit, on all rows or on those of a fold. */
export interface FitTask {
  readonly name: LearnerName
  /** Without it: all rows, and the model is kept. */
  readonly fold?: { readonly train: Uint32Array; readonly test: Uint32Array }
}

export interface FitResult {
  readonly model?: FittedModels[LearnerName]
  /** Of the fold's test rows, or of all. */
  readonly predictions: Float64Array
  readonly trainSeconds: number
  readonly validateSeconds: number
}

export default function prepareFits({ features, logPrices, sizes, parameters }: FitData) {
  return ({ name, fold }: FitTask): FitResult => {
    const started = performance.now()
    const train = fold === undefined ? features : takeRows(features, fold.train)
    const target = fold === undefined ? logPrices : take(logPrices, fold.train)
    const model = fitLearner({ name, features: train, logPrices: target, sizes, parameters })
    const fitted = performance.now()
    const predictions = predictLearner(model, fold === undefined ? features : takeRows(features, fold.test))
    return {
      ...(fold === undefined && { model }),
      predictions,
      trainSeconds: (fitted - started) / 1000,
      validateSeconds: (performance.now() - fitted) / 1000,
    }
  }
}
