import { kFold } from './folds.ts'

/** Mean of the target per category, drawn towards the mean of all. */
export interface TargetEncoder {
  readonly mean: number
  /** One per category, from 0; a category that was not there has the mean. */
  readonly encodings: Float64Array
}

export interface TargetEncoderOptions {
  /** Rows of the mean of all that each category's mean is mixed with; `auto` finds it from the variances. Default. */
  readonly smooth?: number | 'auto'
}

/**
 * Target encoding (Micci-Barreca 2001) with empirical Bayes smoothing, as scikit-learn's TargetEncoder. A category's
 * mean holds the rows' own targets: to train on, use `crossFitTargetEncoding`.
 *
 * @param categories one integer from 0 to `count` - 1 per row
 * @param target one finite number per row
 * @throws RangeError for a category out of range, or lengths that differ
 */
export function fitTargetEncoder(
  categories: ArrayLike<number>,
  target: ArrayLike<number>,
  count: number,
  { smooth = 'auto' }: TargetEncoderOptions = {},
): TargetEncoder {
  checkPairs(categories, target, count)
  const rows = target.length
  const sums = new Float64Array(count)
  const counts = new Float64Array(count)
  let mean = 0
  for (let r = 0; r < rows; r++) {
    mean += target[r] / rows
    sums[categories[r]] += target[r]
    counts[categories[r]]++
  }
  let variance = 0
  const within = new Float64Array(count)
  for (let r = 0; r < rows; r++) {
    const k = categories[r]
    variance += (target[r] - mean) ** 2 / rows
    within[k] += (target[r] - sums[k] / counts[k]) ** 2 / counts[k]
  }
  const encodings = sums.map((sum, k) => {
    if (counts[k] === 0 || (smooth === 'auto' && variance === 0)) return mean
    const prior = smooth === 'auto' ? within[k] / variance : smooth
    return (sum + prior * mean) / (counts[k] + prior)
  })
  return { mean, encodings }
}

/** The encoding of each row's category; a category out of range, or NaN, has the mean. */
export function encodeTarget(
  { mean, encodings }: TargetEncoder,
  categories: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(categories, (category) => encodings[category] ?? mean)
}

/**
 * Encodings for training: each fold's categories are encoded by the means of the other folds, so that no row sees its
 * own target.
 */
export function crossFitTargetEncoding(
  categories: ArrayLike<number>,
  target: ArrayLike<number>,
  count: number,
  options: TargetEncoderOptions & { readonly cv?: number; readonly seed?: number } = {},
): Float64Array {
  const { cv = 5, seed = 0 } = options
  checkPairs(categories, target, count)
  const encoded = new Float64Array(target.length)
  for (const { train, test } of kFold(target.length, { nSplits: cv, shuffle: true, seed })) {
    const pick = (values: ArrayLike<number>, rows: Uint32Array) => Float64Array.from(rows, (r) => values[r])
    const encoder = fitTargetEncoder(pick(categories, train), pick(target, train), count, options)
    const values = encodeTarget(encoder, pick(categories, test))
    test.forEach((row, i) => {
      encoded[row] = values[i]
    })
  }
  return encoded
}

function checkPairs(categories: ArrayLike<number>, target: ArrayLike<number>, count: number): void {
  if (categories.length !== target.length) {
    throw new RangeError(`categories: ${categories.length} for ${target.length} rows of the target`)
  }
  for (let r = 0; r < categories.length; r++) {
    if (!(Number.isInteger(categories[r]) && categories[r] >= 0 && categories[r] < count)) {
      throw new RangeError(
        `categories: row ${r} is ${categories[r]}, expected an integer from 0 to ${count - 1}`,
      )
    }
    if (!Number.isFinite(target[r])) {
      throw new RangeError(`target: row ${r} is ${target[r]}, expected a finite number`)
    }
  }
}
