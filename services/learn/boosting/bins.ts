import type { Matrix } from '../matrix.ts'

/** Most bins of a column; one more code is kept for missing values, so that every code fits in a byte. */
export const MAX_BINS = 255

/** Of the table of distinct numbers, which is a quarter full at most. */
const SLOTS = 1024
const SLOT_SHIFT = 32 - Math.log2(SLOTS)

/** Features as small integers: the codes a tree is grown on. */
export interface Bins {
  readonly rows: number
  readonly columns: number
  /** Column-major: the code of row `r` and column `c` is `codes[c * rows + r]`. */
  readonly codes: Uint8Array
  /** Bins of each column, without the one for missing values, whose code is `counts[c]`. */
  readonly counts: Int32Array
  /** 1 where the column has missing values. */
  readonly hasMissing: Uint8Array
  /** 1 where the codes are categories, without order. */
  readonly categorical: Uint8Array
  /** For categories: 256 flags, 1 for those that some row has. */
  readonly seen: readonly Uint8Array[]
  /** For numbers: the value is in bin `b` or a lower one if it is at most `thresholds[c][b]`. */
  readonly thresholds: readonly Float64Array[]
}

/**
 * Puts numbers into at most `maxBins` bins: one for each distinct value if these are few, else of about equal size.
 * Categories, integers from 0, are their own codes. NaN is missing.
 *
 * @throws RangeError naming the row and column of a value that is not a category.
 */
export function binFeatures(features: Matrix, maxBins: number, categorical: Uint8Array): Bins {
  const { data, rows, columns } = features
  const codes = new Uint8Array(rows * columns)
  const counts = new Int32Array(columns)
  const hasMissing = new Uint8Array(columns)
  const thresholds: Float64Array[] = []
  const seen: Uint8Array[] = []
  const column = new Float64Array(rows)
  for (let c = 0; c < columns; c++) {
    // Adding 0 turns -0 into it: equal numbers have equal bits.
    for (let r = 0, i = c; r < rows; r++, i += columns) column[r] = data[i] + 0
    const columnCodes = codes.subarray(c * rows, (c + 1) * rows)
    if (categorical[c]) {
      thresholds[c] = new Float64Array(0)
      counts[c] = countCategories(column, c, maxBins)
      encodeCategories(column, counts[c], columnCodes)
    } else {
      thresholds[c] = binNumbers(column, maxBins, columnCodes)
      counts[c] = thresholds[c].length + 1
    }
    hasMissing[c] = columnCodes.includes(counts[c]) ? 1 : 0
    seen[c] = new Uint8Array(categorical[c] ? 256 : 0)
    if (categorical[c]) for (const code of columnCodes) if (code < counts[c]) seen[c][code] = 1
  }
  return { rows, columns, codes, counts, hasMissing, categorical, seen, thresholds }
}

/**
 * Fills in the code of each number.
 *
 * @param column - without -0
 * @returns the boundaries between bins, ascending
 */
export function binNumbers(column: Float64Array, maxBins: number, codes: Uint8Array): Float64Array {
  const distinct = encodeDistinct(column, maxBins, codes)
  if (distinct !== undefined) {
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      between(distinct[i], distinct[i + 1]),
    )
  }
  const thresholds = quantiles(column, maxBins)
  for (let r = 0; r < column.length; r++) {
    const isMissing = Number.isNaN(column[r])
    codes[r] = isMissing ? thresholds.length + 1 : lowerBound(thresholds, column[r])
  }
  return thresholds
}

/** The boundaries between bins of about equal size. */
function quantiles(column: Float64Array, maxBins: number): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  const thresholds = new Float64Array(maxBins - 1)
  let count = 0
  for (let i = 1; i < maxBins; i++) {
    // The sample quantile that averages at steps of the distribution (Hyndman and Fan 1996, definition 2).
    const rank = Math.ceil((i * sorted.length) / maxBins)
    const isStep = (i * sorted.length) % maxBins === 0
    const threshold = between(sorted[rank - 1], sorted[isStep ? rank : rank - 1])
    if (count === 0 || threshold > thresholds[count - 1]) thresholds[count++] = threshold
  }
  return thresholds.slice(0, count)
}

/**
 * Encodes each number by its place among the distinct ones, found in a hash table with open addressing.
 *
 * @returns the distinct numbers, ascending, unless there are more than `most`
 */
function encodeDistinct(column: Float64Array, most: number, codes: Uint8Array): Float64Array | undefined {
  const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length)
  /** Entries of `distinct`, counted from 1. */
  const slots = new Uint8Array(SLOTS)
  const distinct = new Float64Array(most)
  let count = 0
  for (let r = 0; r < column.length; r++) {
    const value = column[r]
    if (Number.isNaN(value)) continue
    let slot = Math.imul(words[2 * r] ^ Math.imul(words[2 * r + 1], 0x85ebca6b), 0x9e3779b1) >>> SLOT_SHIFT
    while (slots[slot] !== 0 && distinct[slots[slot] - 1] !== value) slot = (slot + 1) % SLOTS
    if (slots[slot] === 0) {
      if (count === most) return undefined
      distinct[count] = value
      slots[slot] = ++count
    }
    codes[r] = slots[slot] - 1
  }
  const order = Uint8Array.from({ length: count }, (_, i) => i).sort((a, b) => distinct[a] - distinct[b])
  const ranks = new Uint8Array(256)
  for (const [rank, entry] of order.entries()) ranks[entry] = rank
  const missing = Math.max(count, 1)
  for (let r = 0; r < column.length; r++) codes[r] = Number.isNaN(column[r]) ? missing : ranks[codes[r]]
  return Float64Array.from(order, (entry) => distinct[entry])
}

/** First position of `sorted` whose number is at least `value`. */
function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}

/** A finite number from `low` up to, but not reaching, `high` where that is possible. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2
  if (Number.isNaN(middle)) return 0
  if (middle >= high && low < high) return Math.max(low, -Number.MAX_VALUE)
  return Math.min(Math.max(middle, -Number.MAX_VALUE), Number.MAX_VALUE)
}

function countCategories(column: Float64Array, c: number, maxBins: number): number {
  let count = 1
  for (let r = 0; r < column.length; r++) {
    const value = column[r]
    if (Number.isNaN(value)) continue
    if (!Number.isInteger(value) || value < 0 || value >= maxBins) {
      throw new RangeError(
        `features: row ${r}, column ${c} is ${value}, expected a category: an integer from 0 to ${maxBins - 1}, or NaN`,
      )
    }
    if (value >= count) count = value + 1
  }
  return count
}

function encodeCategories(column: Float64Array, missing: number, codes: Uint8Array): void {
  for (let r = 0; r < column.length; r++) codes[r] = Number.isNaN(column[r]) ? missing : column[r]
}
