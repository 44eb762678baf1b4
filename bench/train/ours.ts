import type { Explainer } from '../../services/learn/explainer.ts'
import {
  fitHistGradientBoosting,
  predictHistGradientBoosting,
} from '../../services/learn/histGradientBoosting.ts'
import {
  fitHistGradientBoostingClassifier,
  forestsOf,
  predictProbabilities,
} from '../../services/learn/histGradientBoostingClassifier.ts'
import type { HistGradientBoostingOptions } from '../../services/learn/histGradientBoostingOptions.ts'
import { fitIsolationForest, scoreOutliers } from '../../services/learn/isolationForest.ts'
import { type Matrix, take, takeRows } from '../../services/learn/matrix.ts'
import { fitRidge, predictRidge } from '../../services/learn/ridge.ts'
import { createTreeExplainer } from '../../services/learn/treeShap.ts'
import { explainedRows, type Learner } from './learner.ts'
import type { Table } from './tables.ts'

interface Fitted {
  predict(later: Matrix): Float64Array
  explainers?(): readonly Explainer[]
}

/** Fits a learner of ours, in this thread. */
export function ours(
  setting: string,
  table: Table,
  learn: (features: Matrix, target: Float64Array) => Fitted,
): Learner {
  const run: Learner['run'] = ({ train, test }) => {
    const features = takeRows(table.features, train)
    const target = take(table.target, train)
    const later = takeRows(table.features, test)
    const startedCpu = process.cpuUsage()
    const started = performance.now()
    const fitted = learn(features, target)
    const fit = performance.now() - started
    const { user, system } = process.cpuUsage(startedCpu)
    const startedPredicting = performance.now()
    const predictions = fitted.predict(later)
    const predict = performance.now() - startedPredicting
    const times = { fit: fit / 1000, fitCpu: (user + system) / 1e6, predict: predict / 1000, predictions }
    if (fitted.explainers === undefined) return times
    const startedExplaining = performance.now()
    for (const { explain } of fitted.explainers()) {
      for (let r = 0; r < explainedRows; r++) explain(later.data, r * later.columns)
    }
    return { ...times, explain: (performance.now() - startedExplaining) / 1000 }
  }
  return { setting, name: 'Atoll', threads: 1, table, run }
}

export const regressor =
  (options: HistGradientBoostingOptions) => (features: Matrix, target: Float64Array) => {
    const model = fitHistGradientBoosting(features, target, options)
    return {
      predict: (later: Matrix) => predictHistGradientBoosting(model, later),
      explainers: () => [createTreeExplainer(model.forest, model.columns, model.baseline)],
    }
  }

export const classifier =
  (options: HistGradientBoostingOptions) => (features: Matrix, target: Float64Array) => {
    const model = fitHistGradientBoostingClassifier(features, target, options)
    return {
      predict: (later: Matrix) => predictProbabilities(model, later).data,
      explainers: () =>
        forestsOf(model).map((forest, k) => createTreeExplainer(forest, model.columns, model.baselines[k])),
    }
  }

export const ridge = (alpha: number) => (features: Matrix, target: Float64Array) => {
  const model = fitRidge(features, target, { alpha })
  return { predict: (later: Matrix) => predictRidge(model, later) }
}

export const isolation = (features: Matrix) => {
  const model = fitIsolationForest(features)
  return { predict: (later: Matrix) => scoreOutliers(model, later) }
}
