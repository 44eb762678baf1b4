import { checkColumns, checkInteger, checkRange } from './check.ts'
import { type Forest, sumOfTrees } from './forest/forest.ts'
import { createTreeBuilder, joinForests, type TreeBuilder } from './forest/treeBuilder.ts'
import type { Matrix } from './matrix.ts'
import { createRandom, type Random } from './random.ts'

/** Names and defaults of scikit-learn's IsolationForest. */
export interface IsolationForestOptions {
  /** Trees. Default 100. */
  readonly nEstimators?: number
  /** Rows of each tree, drawn without replacement. Default: 256, or all if there are fewer. */
  readonly maxSamples?: number
  /** Share of the training rows that are outliers, at most a half. Default `auto`: those whose score is above 0.5. */
  readonly contamination?: number | 'auto'
  /** Default 0. */
  readonly seed?: number
}

export interface IsolationForestModel {
  /** Columns of the features it was fitted on. */
  readonly columns: number
  /** Rows of each tree. */
  readonly samples: number
  /** Scores above it are outliers. */
  readonly threshold: number
  /** A leaf's value is its depth, and the depth expected of its rows if they were split on. */
  readonly forest: Forest
}

/**
 * Isolation forest (Liu, Ting and Zhou 2008): random splits isolate outliers early.
 *
 * @param features rows x columns, at least two rows, finite or NaN, which is missing and goes either way
 * @throws RangeError naming what is wrong with the options or the data
 */
export function fitIsolationForest(
  features: Matrix,
  options: IsolationForestOptions = {},
): IsolationForestModel {
  const { nEstimators = 100, contamination = 'auto', seed = 0 } = options
  checkNoInfinity(features)
  if (features.rows < 2) throw new RangeError(`features: ${features.rows} rows, expected at least two`)
  const { maxSamples: samples = Math.min(256, features.rows) } = options
  checkInteger('columns of features', features.columns, 1, 2 ** 16)
  checkInteger('nEstimators', nEstimators, 1)
  checkInteger('maxSamples', samples, 2, features.rows)
  if (contamination !== 'auto') checkRange('contamination', contamination, Number.MIN_VALUE, 0.5)
  checkInteger('seed', seed, 0, Number.MAX_SAFE_INTEGER)

  const random = createRandom(seed)
  const rows = Int32Array.from({ length: features.rows }, (_, r) => r)
  const trees = Array.from({ length: nEstimators }, () => {
    for (let i = 0; i < samples; i++) swap(rows, i, i + random.integer(rows.length - i))
    return growTree(features, rows.slice(0, samples), random)
  })
  const model = { columns: features.columns, samples, threshold: USUAL, forest: joinForests(trees) }
  if (contamination === 'auto') return model
  return { ...model, threshold: quantile(scoreOutliers(model, features), 1 - contamination) }
}

/**
 * @returns one score per row, between 0 and 1: near 1 are outliers, below 0.5 is what is usual (the opposite number of
 * scikit-learn's `score_samples`)
 * @throws RangeError if the columns are not those of the fit
 */
export function scoreOutliers(
  { columns, samples, forest }: IsolationForestModel,
  features: Matrix,
): Float64Array {
  checkColumns(features.columns, columns)
  const usual = forest.roots.length * expectedDepth(samples)
  return Float64Array.from(
    { length: features.rows },
    (_, r) => 2 ** (-sumOfTrees(forest, features.data, r * columns) / usual),
  )
}

/** Mean depth at which a row is alone among so many: that of a failed search in a binary search tree. */
export function expectedDepth(rows: number): number {
  if (rows <= 2) return rows - 1
  return 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows
}

/** The score of rows that are as deep as expected, whatever their depths are rounded to. */
const USUAL = 0.5 + 1e-9
const EULER = 0.577_215_664_901_532_9

function growTree(features: Matrix, rows: Int32Array, random: Random): Forest {
  const tree = createTreeBuilder()
  grow(tree, 0, 0, features, rows, Math.ceil(Math.log2(rows.length)), random)
  return tree.finish()
}

function grow(
  tree: TreeBuilder,
  node: number,
  depth: number,
  features: Matrix,
  rows: Int32Array,
  room: number,
  random: Random,
): void {
  const split = room === 0 || rows.length === 1 ? undefined : drawSplit(features, rows, random)
  if (split === undefined) {
    tree.setLeaf(node, depth + expectedDepth(rows.length), rows.length)
    return
  }
  const { column, threshold, missingLeft } = split
  const goesLeft = (row: number) => {
    const value = features.data[row * features.columns + column]
    return Number.isNaN(value) ? missingLeft : value <= threshold
  }
  const left = tree.splitNumbers(node, column, threshold, missingLeft)
  const leftRows = rows.filter(goesLeft)
  const rightRows = rows.filter((row) => !goesLeft(row))
  grow(tree, left, depth + 1, features, leftRows, room - 1, random)
  grow(tree, left + 1, depth + 1, features, rightRows, room - 1, random)
}

/** A threshold between the least and the greatest value of a column, drawn among those that are not constant. */
function drawSplit({ data, columns }: Matrix, rows: Int32Array, random: Random) {
  const order = Int32Array.from({ length: columns }, (_, c) => c)
  for (let i = 0; i < columns; i++) {
    swap(order, i, i + random.integer(columns - i))
    const column = order[i]
    let least = Infinity
    let greatest = -Infinity
    for (let k = 0; k < rows.length; k++) {
      const value = data[rows[k] * columns + column]
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    if (!(least < greatest)) continue
    const share = random.uniform()
    const drawn = least * (1 - share) + greatest * share
    return {
      column,
      threshold: drawn < greatest ? Math.max(drawn, least) : least,
      missingLeft: random.uniform() < 0.5,
    }
  }
  return undefined
}

function checkNoInfinity({ data, columns }: Matrix): void {
  for (let i = 0; i < data.length; i++) {
    if (Math.abs(data[i]) === Infinity) {
      const row = Math.floor(i / columns)
      throw new RangeError(
        `features: row ${row}, column ${i % columns} is ${data[i]}, expected a finite number or NaN`,
      )
    }
  }
}

/** Between neighbours in proportion (Hyndman and Fan 1996, definition 7). */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted()
  const place = share * (sorted.length - 1)
  const low = Math.floor(place)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (place - low) * (sorted[high] - sorted[low])
}

function swap(values: Int32Array, i: number, j: number): void {
  const value = values[i]
  values[i] = values[j]
  values[j] = value
}
