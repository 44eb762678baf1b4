import { accuracy, balancedAccuracy, logLoss, macroF1, rocAuc } from '../../learn/classificationMetrics.ts'
import {
  fitLogisticRegression,
  type LogisticRegressionModel,
  predictLogisticProbabilities,
} from '../../learn/logisticRegression.ts'
import { type Matrix, matrixFromRows, takeRows } from '../../learn/matrix.ts'
import { createRandom, permutation } from '../../learn/random.ts'
import { fitStandardScaler, type StandardScaler, standardize } from '../../learn/standardScaler.ts'
import type { Explanation } from '../../runtime/workload/monitored.ts'
import type { Scores } from '../../runtime/workload/training.ts'
import { columnCount, outcomes } from './columns.ts'
import { applyDesign, type Design, fitDesign, sourcesOf } from './design.ts'
import type { DropoutParameters } from './parameters.ts'
import type { Row } from './readRows.ts'
import { labelsOf } from './split.ts'

export interface DropoutModel {
  readonly design: Design
  readonly scaler: StandardScaler
  /** Its classes are the places of `outcomes`. */
  readonly logistic: LogisticRegressionModel
  /** Features of some students of the training, by which drift is told. */
  readonly reference: Matrix
}

const referenceRows = 500

/** n x 36 in the order of `columns`. */
export const featuresOf = (rows: readonly Row[]): Matrix =>
  matrixFromRows(
    rows.map(({ values }) => values),
    columnCount,
  )

/** Logistic regression of the three outcomes on standardised columns. */
export function trainModel(rows: readonly Row[], { c }: DropoutParameters): DropoutModel {
  const features = featuresOf(rows)
  const design = fitDesign(features)
  const columns = applyDesign(design, features)
  const scaler = fitStandardScaler(columns)
  const logistic = fitLogisticRegression(standardize(scaler, columns), labelsOf(rows), { c, solver: 'lbfgs' })
  const some = permutation(rows.length, createRandom(0)).subarray(0, referenceRows)
  return { design, scaler, logistic, reference: takeRows(features, some) }
}

/** @returns n x 3, the probabilities of `outcomes` */
export function predictOutcomes({ design, scaler, logistic }: DropoutModel, features: Matrix): Matrix {
  return predictLogisticProbabilities(logistic, standardize(scaler, applyDesign(design, features)))
}

/** The place of the most likely outcome of each row. */
export function mostLikely({ data, rows, columns }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, r) => {
    const row = data.subarray(r * columns, (r + 1) * columns)
    return row.indexOf(Math.max(...row))
  })
}

/**
 * What each column adds to the log odds of dropping out against graduating, beside a student who is average in
 * everything: exact, as the model is linear.
 */
export function explainDropout(
  { design, scaler, logistic }: DropoutModel,
  features: Float64Array,
): Explanation {
  const { data, columns } = standardize(
    scaler,
    applyDesign(design, { data: features, rows: 1, columns: columnCount }),
  )
  const dropout = outcomes.indexOf('dropout')
  const graduate = outcomes.indexOf('graduate')
  const { coefficients, intercepts } = logistic
  const baseline = intercepts[dropout] - intercepts[graduate]
  const contributions = new Float64Array(columnCount)
  let prediction = baseline
  sourcesOf(design).forEach((source, c) => {
    const effect = coefficients.data[dropout * columns + c] - coefficients.data[graduate * columns + c]
    contributions[source] += effect * data[c]
    prediction += effect * data[c]
  })
  return { output: 'log odds of dropping out against graduating', baseline, prediction, contributions }
}

/** `accuracy` over the three outcomes; `auc` of dropping out against both others. */
export function evaluateModel(model: DropoutModel, rows: readonly Row[]): Scores {
  const truth = labelsOf(rows)
  const probabilities = predictOutcomes(model, featuresOf(rows))
  const predicted = mostLikely(probabilities)
  const dropout = outcomes.indexOf('dropout')
  const risks = Float64Array.from(rows, (_, r) => probabilities.data[r * outcomes.length + dropout])
  return {
    accuracy: accuracy(truth, predicted),
    balanced_accuracy: balancedAccuracy(truth, predicted),
    macro_f1: macroF1(truth, predicted),
    log_loss: logLoss(truth, probabilities, model.logistic.classes),
    auc: rocAuc(
      truth.map((label) => Number(label === dropout)),
      risks,
    ),
  }
}
