/** What a test of two samples finds. */
export interface TestResult {
  readonly statistic: number
  /** Probability of a statistic at least as large if both samples came from the same distribution. */
  readonly pValue: number
}

/** A sorted copy. @throws RangeError if the sample is empty or holds a number that is not finite */
export function sortedSample(values: ArrayLike<number>, name: string): Float64Array {
  if (values.length === 0) throw new RangeError(`${name}: no values, expected at least one`)
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${name}: value ${i} is ${values[i]}, expected a finite number`)
    }
  }
  return Float64Array.from(values).sort()
}
