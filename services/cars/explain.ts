import type { Explainer } from '../learn/explainer.ts'
import type { HistGradientBoostingModel } from '../learn/histGradientBoosting.ts'
import { createTreeExplainer } from '../learn/treeShap.ts'
import type { Explanation } from '../runtime/workload/monitored.ts'
import { featureCount } from './features.ts'
import { type DesignModel, learnerNames } from './learners.ts'
import { applyLinearDesign, sourcesOf } from './linearDesign.ts'
import type { CarsModel } from './model.ts'

const treeExplainers = new WeakMap<HistGradientBoostingModel, Explainer>()

function treesOf(model: HistGradientBoostingModel): Explainer {
  const known = treeExplainers.get(model)
  if (known !== undefined) return known
  const explainer = createTreeExplainer(model.forest, model.columns, model.baseline)
  treeExplainers.set(model, explainer)
  return explainer
}

/** What each feature adds to the log price: Shapley values of the three models, weighted as the stack weights them. */
export function explainPrice({ models, combination }: CarsModel, features: Float64Array): Explanation {
  const trees = treesOf(models.boosting)
  const parts = {
    boosting: { baseline: trees.expected, contributions: trees.explain(features) },
    svm: lineParts(models.svm, features),
    linear: lineParts(models.linear, features),
  }
  const contributions = new Float64Array(featureCount)
  let baseline = combination.intercept
  learnerNames.forEach((name, k) => {
    const weight = combination.coefficients[k]
    baseline += weight * parts[name].baseline
    parts[name].contributions.forEach((value, c) => {
      contributions[c] += weight * value
    })
  })
  const prediction = contributions.reduce((sum, value) => sum + value, baseline)
  return { output: 'price (log)', baseline, prediction, contributions }
}

/** Columns of the design are centred, so that the intercept is the mean prediction. */
function lineParts({ design, line }: DesignModel, features: Float64Array) {
  const { data } = applyLinearDesign(design, { data: features, rows: 1, columns: featureCount })
  const contributions = new Float64Array(featureCount)
  sourcesOf(design.sizes).forEach((feature, column) => {
    contributions[feature] += line.coefficients[column] * data[column]
  })
  return { baseline: line.intercept, contributions }
}
