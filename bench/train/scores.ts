import { take } from '../../services/learn/matrix.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '../../services/learn/metrics.ts'
import type { Fold } from './learner.ts'
import type { Table } from './tables.ts'

/** Errors of predictions on a fold's test rows: lower is better but for accuracy and AUC. */
export function scoresOf({ name, target }: Table, { test }: Fold, predictions: Float64Array) {
  const truth = take(target, test)
  if (name === 'outliers') return { AUC: areaUnderCurve(truth, predictions) }
  if (!name.startsWith('dropout')) {
    return {
      MAE: meanAbsoluteError(truth, predictions),
      RMSE: rootMeanSquaredError(truth, predictions),
    }
  }
  const classes = predictions.length / truth.length
  let right = 0
  let loss = 0
  for (let r = 0; r < truth.length; r++) {
    const row = predictions.subarray(r * classes, (r + 1) * classes)
    if (row.indexOf(Math.max(...row)) === truth[r]) right++
    loss -= Math.log(row[truth[r]])
  }
  return { accuracy: right / truth.length, 'log loss': loss / truth.length }
}

/** Share of pairs of an outlier and a usual row in which the outlier has the higher score. */
function areaUnderCurve(truth: Float64Array, scores: Float64Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b])
  let usual = 0
  let pairs = 0
  for (const row of order) {
    if (truth[row] === 0) usual++
    else pairs += usual
  }
  return pairs / (usual * (truth.length - usual))
}
