import {
  fitHistGradientBoosting,
  type HistGradientBoostingModel,
  predictHistGradientBoosting,
} from '../learn/histGradientBoosting.ts'
import { fitLinearSvr } from '../learn/linearSvr.ts'
import type { Matrix } from '../learn/matrix.ts'
import { fitRidge, predictRidge, type RidgeModel } from '../learn/ridge.ts'
import { categoryColumns } from './features.ts'
import { applyLinearDesign, fitLinearDesign, type LinearDesign } from './linearDesign.ts'
import type { CarsParameters } from './parameters.ts'

export const learnerNames = ['boosting', 'svm', 'linear'] as const
export type LearnerName = (typeof learnerNames)[number]

/** A model that is linear in the columns of its design; so is the support vector regression. */
export interface DesignModel {
  readonly design: LinearDesign
  readonly line: RidgeModel
}

export interface FittedModels {
  readonly boosting: HistGradientBoostingModel
  readonly svm: DesignModel
  readonly linear: DesignModel
}

export interface LearnerTask {
  readonly name: LearnerName
  readonly features: Matrix
  readonly logPrices: Float64Array
  /** Values of each category. */
  readonly sizes: readonly number[]
  readonly parameters: CarsParameters
}

/** The parameters that a learner uses. */
export function optionsOf(name: LearnerName, parameters: CarsParameters) {
  const { maxIter, learningRate, maxLeafNodes, minSamplesLeaf, svmC, svmEpsilon, alpha } = parameters
  if (name === 'boosting') return { maxIter, learningRate, maxLeafNodes, minSamplesLeaf }
  return name === 'svm' ? { svmC, svmEpsilon } : { alpha }
}

/** Fits the log price. */
export function fitLearner({
  name,
  features,
  logPrices,
  sizes,
  parameters,
}: LearnerTask): FittedModels[LearnerName] {
  if (name === 'boosting') {
    return fitHistGradientBoosting(features, logPrices, {
      earlyStopping: false,
      maxIter: parameters.maxIter,
      learningRate: parameters.learningRate,
      maxLeafNodes: parameters.maxLeafNodes,
      minSamplesLeaf: parameters.minSamplesLeaf,
      categoricalFeatures: categoryColumns,
      seed: parameters.seed,
    })
  }
  const { design, columns } = fitLinearDesign(features, logPrices, sizes, parameters.seed)
  if (name === 'linear') return { design, line: fitRidge(columns, logPrices, { alpha: parameters.alpha }) }
  const { coefficients, intercept } = fitLinearSvr(columns, logPrices, {
    c: parameters.svmC,
    epsilon: parameters.svmEpsilon,
    loss: 'squaredEpsilonInsensitive',
    interceptScaling: 10,
    seed: parameters.seed,
  })
  return { design, line: { coefficients, intercept } }
}

/** Log prices. */
export function predictLearner(model: FittedModels[LearnerName], features: Matrix): Float64Array {
  return 'forest' in model
    ? predictHistGradientBoosting(model, features)
    : predictRidge(model.line, applyLinearDesign(model.design, features))
}
