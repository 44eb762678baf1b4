import type { Explainer } from '../learn/explainer.ts'
import { createTreeExplainer } from '../learn/treeShap.ts'
import type { Explanation } from '../runtime/workload/monitored.ts'
import { type BikesModel, withSeenYears } from './model.ts'
import { createBikesRidgeExplainer } from './ridgeModel.ts'

/** Building one looks at every tree, and a model explains many hours. */
const explainers = new WeakMap<BikesModel, Explainer>()

/**
 * Exact Shapley values of one hour: what each feature adds to the logarithm of the demand, so that 0.7 doubles it; under
 * ridge, to the demand.
 *
 * @param features - 12 numbers in the order of `featureNames`; NaN is missing
 */
export function explainDemand(model: BikesModel, features: Float64Array): Explanation {
  let explainer = explainers.get(model)
  if (explainer === undefined) {
    explainer = createExplainer(model)
    explainers.set(model, explainer)
  }
  const contributions = explainer.explain(withSeenYears(model, features))
  return {
    output: model.algorithm === 'boosting' ? 'logarithm of the demand in bikes/hour' : 'demand in bikes/hour',
    baseline: explainer.expected,
    prediction: contributions.reduce((sum, contribution) => sum + contribution, explainer.expected),
    contributions,
  }
}

function createExplainer(model: BikesModel): Explainer {
  if (model.algorithm === 'ridge') return createBikesRidgeExplainer(model.ridge)
  const { forest, columns, baseline } = model.boosting
  return createTreeExplainer(forest, columns, baseline)
}
