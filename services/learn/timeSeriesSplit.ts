import { checkInteger } from './check.ts'

export interface TimeSeriesSplitOptions {
  /** Number of folds, at least 2. Default 5. */
  readonly nSplits?: number
  /** Samples left out between the end of each training set and its test set. Default 0. */
  readonly gap?: number
  /** Most samples of a training set: the latest are kept. Default: all. */
  readonly maxTrainSize?: number
  /** Samples of each test set. Default: samples / (nSplits + 1), rounded down. */
  readonly testSize?: number
}

/** Half-open ranges of rows, `[start, end)`. */
export interface TimeSeriesFold {
  readonly train: { readonly start: number; readonly end: number }
  readonly test: { readonly start: number; readonly end: number }
}

/**
 * Folds of samples in order of time, each tested on what comes after its training set, as scikit-learn's
 * TimeSeriesSplit.
 *
 * @throws RangeError if the samples are too few for these folds.
 */
export function timeSeriesSplit(samples: number, options: TimeSeriesSplitOptions = {}): TimeSeriesFold[] {
  const { nSplits = 5, gap = 0, maxTrainSize = Infinity } = options
  const testSize = options.testSize ?? Math.floor(samples / (nSplits + 1))
  checkInteger('samples', samples, 0)
  checkInteger('nSplits', nSplits, 2)
  checkInteger('gap', gap, 0)
  if (maxTrainSize !== Infinity) checkInteger('maxTrainSize', maxTrainSize, 1)
  checkInteger('testSize', testSize, 1)
  const firstTest = samples - nSplits * testSize
  if (firstTest - gap <= 0) {
    throw new RangeError(
      `${samples} samples are too few for ${nSplits} folds of ${testSize} test samples with a gap of ${gap}: ` +
        `at least ${nSplits * testSize + gap + 1} are needed`,
    )
  }
  return Array.from({ length: nSplits }, (_, fold) => {
    const start = firstTest + fold * testSize
    const end = start - gap
    return {
      train: { start: Math.max(0, end - maxTrainSize), end },
      test: { start, end: start + testSize },
    }
  })
}
