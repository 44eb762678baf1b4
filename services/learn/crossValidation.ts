import type { Fold } from './folds.ts'

/** What one fold gave: a number per name, such as scores and seconds. */
export type FoldScores = Readonly<Record<string, number>>

export interface ScoreSummary {
  readonly mean: number
  /** Standard deviation over the folds, of the population. */
  readonly deviation: number
  readonly folds: readonly number[]
}

/**
 * Scores of every fold by `run`, summed up by name. Folds run one after the other, unless `run` hands them to threads.
 */
export async function crossValidate(
  folds: readonly Fold[],
  run: (fold: Fold, index: number) => FoldScores | Promise<FoldScores>,
): Promise<Readonly<Record<string, ScoreSummary>>> {
  const all = await Promise.all(folds.map(run))
  const names = Object.keys(all[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, summarise(all.map((scores) => scores[name]))]))
}

function summarise(folds: readonly number[]): ScoreSummary {
  const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length
  const variance = folds.reduce((sum, score) => sum + (score - mean) ** 2, 0) / folds.length
  return { mean, deviation: Math.sqrt(variance), folds }
}

/**
 * A prediction for every row by a model that has not seen it (Stone 1974).
 *
 * @param predict one prediction per test row of the fold
 * @throws RangeError if the folds do not test every row once
 */
export async function crossValPredict(
  rows: number,
  folds: readonly Fold[],
  predict: (fold: Fold, index: number) => Float64Array | Promise<Float64Array>,
): Promise<Float64Array> {
  const predictions = new Float64Array(rows)
  const tested = new Uint8Array(rows)
  const all = await Promise.all(folds.map(predict))
  folds.forEach(({ test }, f) => {
    test.forEach((row, i) => {
      predictions[row] = all[f][i]
      tested[row]++
    })
  })
  const wrong = tested.findIndex((times) => times !== 1)
  if (wrong >= 0) {
    throw new RangeError(`folds: row ${wrong} is tested ${tested[wrong]} times, expected once`)
  }
  return predictions
}
