import { checkInteger } from './check.ts'
import { type Matrix, rowOf } from './matrix.ts'
import { createRandom, permutation, type Random } from './random.ts'

export interface AdversarialCheckOptions {
  /** By how much each column may be wrong, in its unit; columns of 0 are not changed. */
  readonly radii: ArrayLike<number>
  /** Bounds of each column, which a changed number keeps. Default: none. */
  readonly least?: ArrayLike<number>
  readonly greatest?: ArrayLike<number>
  /** Columns of whole numbers. Default: none. */
  readonly wholeNumbers?: readonly number[]
  /** Predictions asked for per row and direction. Default 300. */
  readonly maxQueries?: number
  /** Default 0. */
  readonly seed?: number
}

/** One of each per row. */
export interface AdversarialCheck {
  readonly prediction: Float64Array
  /** The least and the greatest prediction found around the row. */
  readonly lowest: Float64Array
  readonly highest: Float64Array
  /** The rows that have them. */
  readonly lowestAt: Matrix
  readonly highestAt: Matrix
}

/**
 * How far small errors of the inputs, chosen to do harm, move a prediction. A search that only asks the model, column by
 * column in random order, and keeps what moves the prediction on (SimBA: Guo et al. 2019): exact for models that add
 * monotone functions of the columns, else a lower bound of what an adversary could do. Missing numbers stay missing.
 *
 * @param predict the prediction of one row; it is called a few hundred times for each row of `features`
 * @throws RangeError naming what is wrong with the options
 */
export function checkAdversarially(
  predict: (row: Float64Array) => number,
  features: Matrix,
  options: AdversarialCheckOptions,
): AdversarialCheck {
  const { rows, columns } = features
  const { maxQueries = 300, seed = 0 } = options
  checkInteger('maxQueries', maxQueries, 1)
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER)
  checkRadii(options.radii, columns)
  const random = createRandom(seed)
  const copy = (): Matrix => ({ ...features, data: features.data.slice() })
  const [lowestAt, highestAt] = [copy(), copy()]
  const prediction = Float64Array.from({ length: rows }, (_, r) => predict(rowOf(features, r)))
  const lowest = prediction.slice()
  const highest = prediction.slice()
  for (let r = 0; r < rows; r++) {
    const boxes = boxesOf(rowOf(features, r), options)
    lowest[r] = -climb((row) => -predict(row), rowOf(lowestAt, r), boxes, maxQueries, random)
    highest[r] = climb(predict, rowOf(highestAt, r), boxes, maxQueries, random)
  }
  return { prediction, lowest, highest, lowestAt, highestAt }
}

interface Box {
  readonly column: number
  readonly least: number
  readonly greatest: number
  readonly whole: boolean
}

function boxesOf(row: Float64Array, options: AdversarialCheckOptions): Box[] {
  return Array.from(row.keys()).flatMap((column) => {
    const value = row[column]
    const radius = options.radii[column]
    const whole = options.wholeNumbers?.includes(column) ?? false
    const least = Math.max(value - radius, options.least?.[column] ?? -Infinity)
    const greatest = Math.min(value + radius, options.greatest?.[column] ?? Infinity)
    const box = whole
      ? { column, least: Math.ceil(least), greatest: Math.floor(greatest), whole }
      : { column, least, greatest, whole }
    return Number.isFinite(value) && box.least < box.greatest ? [box] : []
  })
}

/** Changes the row in place; returns its value. */
function climb(
  valueAt: (row: Float64Array) => number,
  row: Float64Array,
  boxes: readonly Box[],
  maxQueries: number,
  random: Random,
): number {
  let best = valueAt(row)
  if (boxes.length === 0) return best
  for (let queries = 0; queries < maxQueries; ) {
    for (const b of permutation(boxes.length, random)) {
      const { column, least, greatest, whole } = boxes[b]
      const drawn = least + random.uniform() * (greatest - least)
      for (const candidate of [least, greatest, whole ? Math.round(drawn) : drawn]) {
        if (queries++ >= maxQueries) return best
        const before = row[column]
        row[column] = candidate
        const value = valueAt(row)
        if (value > best) best = value
        else row[column] = before
      }
    }
  }
  return best
}

function checkRadii(radii: ArrayLike<number>, columns: number): void {
  if (radii.length !== columns) {
    throw new RangeError(`radii: ${radii.length} for ${columns} columns, expected one per column`)
  }
  for (let c = 0; c < columns; c++) {
    if (!(radii[c] >= 0 && radii[c] < Infinity)) {
      throw new RangeError(`radii: column ${c} has ${radii[c]}, expected a finite number from 0 up`)
    }
  }
}
