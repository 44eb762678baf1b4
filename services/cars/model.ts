import { kFold } from '../learn/folds.ts'
import { type Matrix, takeRows } from '../learn/matrix.ts'
import { meanAbsoluteError, r2Score, rootMeanSquaredError } from '../learn/metrics.ts'
import { createRandom, permutation } from '../learn/random.ts'
import { predictRidge, type RidgeModel } from '../learn/ridge.ts'
import { fitStack } from '../learn/stacking.ts'
import { inSharedMemory, withThreads } from '../learn/threads.ts'
import type { Scores, TrainingContext } from '../runtime/workload/training.ts'
import type { Listing } from './clean.ts'
import { type Car, type Encoders, featureMatrix, fitEncoders } from './features.ts'
import prepareFits from './fitTask.ts'
import { type FittedModels, type LearnerName, learnerNames, optionsOf, predictLearner } from './learners.ts'
import type { CarsParameters } from './parameters.ts'

export interface CarsModel {
  readonly encoders: Encoders
  readonly models: FittedModels
  /** Combines the log prices of the models, in the order of `learnerNames`. */
  readonly combination: RidgeModel
  /** Errors of the log price that 10 % and 90 % of listings stay below, out of fold. */
  readonly spread: readonly [number, number]
  /** ISO 4217; empty if the listings name none. */
  readonly currency: string
  /** Features of some listings that it was trained on, row-major. */
  readonly reference: Float64Array
}

const referenceRows = 500

/** Three learners, each cross-validated, and a linear stack on what they predict out of fold. */
export async function trainModel(
  listings: readonly Listing[],
  parameters: CarsParameters,
  context?: TrainingContext,
): Promise<CarsModel> {
  const encoders = fitEncoders(listings)
  const plain = featureMatrix(listings, encoders)
  const prices = Float64Array.from(listings, ({ price }) => price)
  const logPrices = inSharedMemory(prices.map(Math.log))
  const features: Matrix = { ...plain, data: inSharedMemory(plain.data) }
  const sizes = encoders.map(({ categories }) => categories.length)
  const folds = kFold(listings.length, { nSplits: parameters.folds, shuffle: true, seed: parameters.seed })
  const fits = {
    ...{
      threads: Math.min(context?.threads ?? 1, learnerNames.length * (folds.length + 1)),
      signal: context?.signal,
    },
    ...{ file: new URL('./fitTask.ts', import.meta.url), prepare: prepareFits },
    shared: { features, logPrices, sizes, parameters },
  }

  return withThreads(fits, async (run) => {
    const seconds = new Map(learnerNames.map((name) => [name, { train: 0, validate: 0 }]))
    const learner = (name: LearnerName) => async (fold: (typeof folds)[number]) => {
      const { predictions, trainSeconds, validateSeconds } = await run({ name, fold })
      const total = seconds.get(name)!
      total.train += trainSeconds
      total.validate += validateSeconds
      return predictions
    }
    const onAll = Promise.all(learnerNames.map((name) => run({ name })))
    const [stack, fitted] = await Promise.all([fitStack(logPrices, folds, learnerNames.map(learner)), onAll])
    const { outOfFold, combination } = stack
    const stacked = predictRidge(combination, outOfFold)
    learnerNames.forEach((name, c) => {
      const predicted = Float64Array.from(prices, (_, r) => outOfFold.data[r * outOfFold.columns + c])
      const { train, validate } = seconds.get(name)!
      context?.part({
        name,
        parameters: optionsOf(name, parameters),
        scores: scoresOf(prices, predicted.map(Math.exp)),
        seconds: { train: train + fitted[c].trainSeconds, validate },
      })
    })
    context?.part({ name: 'stack', scores: scoresOf(prices, stacked.map(Math.exp)), seconds: {} })
    const [boosting, svm, linear] = fitted.map(({ model }) => model)
    const errors = stacked.map((predicted, r) => logPrices[r] - predicted).sort()
    const chosen = permutation(listings.length, createRandom(parameters.seed)).subarray(0, referenceRows)
    return {
      encoders,
      models: { boosting, svm, linear } as FittedModels,
      combination,
      spread: [errors[Math.floor(0.1 * errors.length)], errors[Math.floor(0.9 * errors.length)]],
      currency: listings[0].currency,
      reference: takeRows(plain, chosen.sort()).data,
    }
  })
}

export interface PricedCars {
  /** One per car, by the stack. */
  readonly prices: Float64Array
  readonly byLearner: Readonly<Record<LearnerName, Float64Array>>
}

/** @param features - as `featureMatrix` makes them */
export function priceFeatures({ models, combination }: CarsModel, features: Matrix): PricedCars {
  const logs = learnerNames.map((name) => predictLearner(models[name], features))
  const columns = logs.length
  const data = new Float64Array(features.rows * columns)
  logs.forEach((column, c) => {
    for (let r = 0; r < features.rows; r++) data[r * columns + c] = column[r]
  })
  const [boosting, svm, linear] = logs.map((column) => column.map(Math.exp))
  const prices = predictRidge(combination, { data, rows: features.rows, columns }).map(Math.exp)
  return { prices, byLearner: { boosting, svm, linear } }
}

export const priceCars = (model: CarsModel, cars: readonly Car[]): PricedCars =>
  priceFeatures(model, featureMatrix(cars, model.encoders))

/** Errors in the currency of the prices; `mape` is the mean error as a share of the price. */
export function scoresOf(prices: Float64Array, predicted: Float64Array): Scores {
  const shares = predicted.map((value, i) => Math.abs(value / prices[i] - 1))
  return {
    mae: meanAbsoluteError(prices, predicted),
    rmse: rootMeanSquaredError(prices, predicted),
    r2: r2Score(prices, predicted),
    mape: shares.reduce((sum, share) => sum + share, 0) / shares.length,
  }
}

/** Scores of the stack on listings that no model has seen, and the mean share of each model. */
export function evaluateModel(model: CarsModel, listings: readonly Listing[]): Scores {
  const truth = Float64Array.from(listings, ({ price }) => price)
  const { prices, byLearner } = priceCars(model, listings)
  const alone = learnerNames.map((name) => [`mape_${name}`, scoresOf(truth, byLearner[name]).mape])
  return { ...scoresOf(truth, prices), ...Object.fromEntries(alone) }
}
