import { classesOf } from './classes.ts'
import type { Matrix } from './matrix.ts'

/** Share of the labels that are predicted. */
export function accuracy(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  checkPair(truth, prediction)
  let right = 0
  for (let i = 0; i < truth.length; i++) if (truth[i] === prediction[i]) right++
  return right / truth.length
}

/** How often each label was predicted as which. */
export interface Confusion {
  /** Ascending; those of the truth and of the predictions. */
  readonly classes: Float64Array
  /** classes x classes: rows are the truth, columns the predictions. */
  readonly counts: Matrix
}

export function confusionMatrix(truth: ArrayLike<number>, prediction: ArrayLike<number>): Confusion {
  checkPair(truth, prediction)
  const classes = Float64Array.from(new Set([...Array.from(truth), ...Array.from(prediction)])).sort()
  const positions = new Map(Array.from(classes, (label, position) => [label, position]))
  const size = classes.length
  const data = new Float64Array(size * size)
  for (let i = 0; i < truth.length; i++) {
    data[positions.get(truth[i])! * size + positions.get(prediction[i])!]++
  }
  return { classes, counts: { data, rows: size, columns: size } }
}

export interface ClassScores {
  readonly label: number
  /** Of the rows predicted as this label, the share that has it; 0 if none is predicted. */
  readonly precision: number
  /** Of the rows that have it, the share predicted; 0 if none has it. */
  readonly recall: number
  /** Harmonic mean of both; 0 if both are. */
  readonly f1: number
  /** Rows that have it. */
  readonly support: number
}

export function classScores(truth: ArrayLike<number>, prediction: ArrayLike<number>): ClassScores[] {
  const { classes, counts } = confusionMatrix(truth, prediction)
  const { data, columns: size } = counts
  return Array.from(classes, (label, k) => {
    let support = 0
    let predicted = 0
    for (let i = 0; i < size; i++) {
      support += data[k * size + i]
      predicted += data[i * size + k]
    }
    const right = data[k * size + k]
    return {
      label,
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      f1: (2 * right) / (support + predicted),
      support,
    }
  })
}

/** Mean recall of the labels that are there. */
export function balancedAccuracy(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const present = classScores(truth, prediction).filter(({ support }) => support > 0)
  return present.reduce((sum, { recall }) => sum + recall, 0) / present.length
}

/** Mean of the labels' f1. */
export function macroF1(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const scores = classScores(truth, prediction)
  return scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length
}

/**
 * Probability that a row of the higher of two labels scores above one of the lower, ties counting half: the area under
 * the ROC curve (Hanley and McNeil 1982).
 *
 * @throws RangeError unless there are two labels
 */
export function rocAuc(truth: ArrayLike<number>, scores: ArrayLike<number>): number {
  checkPair(truth, scores)
  const { classes, indices } = classesOf(truth)
  if (classes.length !== 2) throw new RangeError(`truth: ${classes.length} labels, expected two`)
  const order = Uint32Array.from(indices, (_, r) => r).sort((a, b) => scores[a] - scores[b])
  let positives = 0
  let rankSum = 0
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && scores[order[end]] === scores[order[start]]) end++
    for (let i = start; i < end; i++) {
      if (indices[order[i]] === 0) continue
      positives++
      rankSum += (start + end + 1) / 2
    }
    start = end
  }
  const negatives = order.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/**
 * Mean of -log of the probability given to the true label.
 *
 * @param probabilities rows x classes
 * @param classes the label of each column
 * @throws RangeError for a label that has no column
 */
export function logLoss(
  truth: ArrayLike<number>,
  { data, rows, columns }: Matrix,
  classes: ArrayLike<number>,
): number {
  const positions = new Map(Array.from(classes, (label, position) => [label, position]))
  if (truth.length !== rows || rows === 0) {
    throw new RangeError(`${truth.length} true labels and ${rows} rows of probabilities, expected as many`)
  }
  let sum = 0
  for (let r = 0; r < rows; r++) {
    const k = positions.get(truth[r])
    if (k === undefined) throw new RangeError(`truth: row ${r} is ${truth[r]}, expected one of ${classes}`)
    sum -= Math.log(Math.max(Number.EPSILON, data[r * columns + k]))
  }
  return sum / rows
}

function checkPair(truth: ArrayLike<number>, prediction: ArrayLike<number>): void {
  if (truth.length !== prediction.length || truth.length === 0) {
    throw new RangeError(
      `${truth.length} true labels and ${prediction.length} predictions, expected the same number and at least one`,
    )
  }
  for (let r = 0; r < truth.length; r++) {
    if (Number.isNaN(truth[r]) || Number.isNaN(prediction[r])) {
      throw new RangeError(`row ${r}: the truth is ${truth[r]} and the prediction ${prediction[r]}`)
    }
  }
}
