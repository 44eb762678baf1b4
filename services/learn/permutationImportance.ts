import { checkInteger } from './check.ts'
import { columnOf, type Matrix } from './matrix.ts'
import { createRandom, shuffle } from './random.ts'

export interface PermutationImportanceOptions {
  /** Shuffles of each column. Default 5. */
  readonly nRepeats?: number
  /** Default 0. */
  readonly seed?: number
}

export interface PermutationImportance {
  /** One per column, in the unit of the score. */
  readonly means: Float64Array
  /** Standard deviations over the shuffles. */
  readonly deviations: Float64Array
  /** columns x shuffles. */
  readonly importances: Matrix
}

/**
 * How much worse a model scores once a column is shuffled, so that it tells nothing of its row (Breiman 2001; for any model
 * Fisher, Rudin and Dominici 2019). Columns that tell the same share their importance, and may both seem unimportant.
 *
 * @param features rows x columns, better rows that the model has not learned from
 * @param score of the model on such a table, whose rows stay in place; higher is better
 */
export function permutationImportance(
  features: Matrix,
  score: (features: Matrix) => number,
  options: PermutationImportanceOptions = {},
): PermutationImportance {
  const { nRepeats = 5, seed = 0 } = options
  checkInteger('nRepeats', nRepeats, 1)
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER)
  const { rows, columns } = features
  const random = createRandom(seed)
  const whole = score(features)
  const changed = { ...features, data: features.data.slice() }
  const data = new Float64Array(columns * nRepeats)
  const means = new Float64Array(columns)
  const deviations = new Float64Array(columns)
  for (let c = 0; c < columns; c++) {
    const column = columnOf(features, c)
    for (let i = 0; i < nRepeats; i++) {
      const shuffled = shuffle(column.slice(), random)
      for (let r = 0; r < rows; r++) changed.data[r * columns + c] = shuffled[r]
      data[c * nRepeats + i] = whole - score(changed)
    }
    for (let r = 0; r < rows; r++) changed.data[r * columns + c] = column[r]
    const drops = data.subarray(c * nRepeats, (c + 1) * nRepeats)
    const mean = drops.reduce((sum, drop) => sum + drop, 0) / nRepeats
    means[c] = mean
    deviations[c] = Math.sqrt(drops.reduce((sum, drop) => sum + (drop - mean) ** 2, 0) / nRepeats)
  }
  return { means, deviations, importances: { data, rows: columns, columns: nRepeats } }
}
