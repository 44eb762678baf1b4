/** Mean of |truth - prediction|, in the unit of the target. */
export function meanAbsoluteError(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  checkPair(truth, prediction)
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += Math.abs(truth[i] - prediction[i])
  return sum / truth.length
}

export function meanSquaredError(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  checkPair(truth, prediction)
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += (truth[i] - prediction[i]) ** 2
  return sum / truth.length
}

/** Square root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredError(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return Math.sqrt(meanSquaredError(truth, prediction))
}

/**
 * Share of the variance of the truth that the prediction explains: 1 is perfect, 0 no better than the mean. For a
 * constant truth: 1 if predicted exactly, else 0.
 */
export function r2Score(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  checkPair(truth, prediction)
  // From the first value, so that the mean of a constant is that constant.
  let mean = truth[0]
  for (let i = 1; i < truth.length; i++) mean += (truth[i] - truth[0]) / truth.length
  let total = 0
  let residual = 0
  for (let i = 0; i < truth.length; i++) {
    total += (truth[i] - mean) ** 2
    residual += (truth[i] - prediction[i]) ** 2
  }
  if (total === 0) return residual === 0 ? 1 : 0
  return 1 - residual / total
}

/** Mean of prediction - truth: above 0, the predictions are too high. */
export function meanError(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  checkPair(truth, prediction)
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += prediction[i] - truth[i]
  return sum / truth.length
}

function checkPair(truth: ArrayLike<number>, prediction: ArrayLike<number>): void {
  if (truth.length !== prediction.length || truth.length === 0) {
    throw new RangeError(
      `${truth.length} true values and ${prediction.length} predictions, expected the same number and at least one`,
    )
  }
}
