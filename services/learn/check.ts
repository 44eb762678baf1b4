import type { Matrix } from './matrix.ts'

/** @throws RangeError if a supervised learner could not learn from this pair. */
export function checkTrainingData(features: Matrix, target: ArrayLike<number>): void {
  const { data, rows, columns } = features
  if (data.length !== rows * columns) {
    throw new RangeError(
      `features: a ${rows} x ${columns} matrix needs ${rows * columns} numbers, got ${data.length}`,
    )
  }
  if (rows === 0 || columns === 0) {
    throw new RangeError(`features: ${rows} x ${columns} is empty, expected at least one row and one column`)
  }
  if (target.length !== rows) {
    throw new RangeError(`target: ${target.length} values for ${rows} rows of features, expected ${rows}`)
  }
  for (let r = 0; r < rows; r++) {
    if (!Number.isFinite(target[r])) {
      throw new RangeError(`target: row ${r} is ${target[r]}, expected a finite number`)
    }
  }
}

/** @throws RangeError if an element is NaN or infinite. */
export function checkFinite({ data, columns }: Matrix, what = 'features'): void {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      const row = Math.floor(i / columns)
      throw new RangeError(
        `${what}: row ${row}, column ${i % columns} is ${data[i]}, expected a finite number`,
      )
    }
  }
}

/** @throws RangeError if a model fitted on `expected` columns is given others. */
export function checkColumns(columns: number, expected: number): void {
  if (columns !== expected) {
    throw new RangeError(`features: ${columns} columns, but the model was fitted on ${expected}`)
  }
}

/** @throws RangeError unless `least <= value <= most`; NaN is refused. */
export function checkRange(name: string, value: number, least: number, most = Infinity): void {
  if (!(value >= least && value <= most)) {
    const bounds = most === Infinity ? `at least ${least}` : `from ${least} to ${most}`
    throw new RangeError(`${name}: ${value}, expected a number ${bounds}`)
  }
}

/** @throws RangeError unless `value` is an integer and `least <= value <= most`. */
export function checkInteger(name: string, value: number, least: number, most = Infinity): void {
  if (!Number.isInteger(value)) throw new RangeError(`${name}: ${value}, expected an integer`)
  checkRange(name, value, least, most)
}
