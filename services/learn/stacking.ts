import { crossValPredict } from './crossValidation.ts'
import type { Fold } from './folds.ts'
import type { Matrix } from './matrix.ts'
import { fitRidge, type RidgeModel } from './ridge.ts'

export interface Stack {
  /** rows x learners: what each learner predicts for rows that it has not seen. */
  readonly outOfFold: Matrix
  /** Combines the learners' predictions, in their order. */
  readonly combination: RidgeModel
}

/** Fits on the training rows of a fold, and predicts its test rows. */
export type FoldPrediction = (fold: Fold, index: number) => Float64Array | Promise<Float64Array>

/**
 * Stacked generalisation (Wolpert 1992) of regressions, combined by a ridge on their out-of-fold predictions (Breiman
 * 1996, "Stacked regressions").
 *
 * @param folds must test every row once
 * @param alpha penalty of the combination
 * @throws RangeError if the folds leave rows out, or a learner predicts what is not finite
 */
export async function fitStack(
  target: Float64Array,
  folds: readonly Fold[],
  learners: readonly FoldPrediction[],
  alpha = 1,
): Promise<Stack> {
  const rows = target.length
  const predictions = await Promise.all(learners.map((learner) => crossValPredict(rows, folds, learner)))
  const columns = learners.length
  const data = new Float64Array(rows * columns)
  predictions.forEach((column, c) => {
    for (let r = 0; r < rows; r++) data[r * columns + c] = column[r]
  })
  const outOfFold = { data, rows, columns }
  return { outOfFold, combination: fitRidge(outOfFold, target, { alpha }) }
}
