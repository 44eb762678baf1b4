import { checkColumns } from './check.ts'
import { columnOf, type Matrix } from './matrix.ts'

/** What stands in for a missing number of each column. */
export interface Imputer {
  readonly fills: Float64Array
}

export interface ImputerOptions {
  /** Default `mean`. Of several values that are equally frequent, the least. */
  readonly strategy?: 'mean' | 'median' | 'mostFrequent' | 'constant'
  /** Used by `constant`, and by a column that has no number. Default 0. */
  readonly fillValue?: number
}

/** @param features rows x columns; NaN is missing */
export function fitImputer(features: Matrix, options: ImputerOptions = {}): Imputer {
  const { strategy = 'mean', fillValue = 0 } = options
  const fills = Float64Array.from({ length: features.columns }, (_, c) => {
    const present = columnOf(features, c).filter((value) => !Number.isNaN(value))
    if (strategy === 'constant' || present.length === 0) return fillValue
    if (strategy === 'mean') return present.reduce((sum, value) => sum + value, 0) / present.length
    present.sort()
    return strategy === 'median' ? median(present) : mostFrequent(present)
  })
  return { fills }
}

/** A copy of the features in which missing numbers are filled. */
export function impute({ fills }: Imputer, features: Matrix): Matrix {
  const { data, rows, columns } = features
  checkColumns(columns, fills.length)
  return { data: data.map((value, i) => (Number.isNaN(value) ? fills[i % columns] : value)), rows, columns }
}

function median(sorted: Float64Array): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

function mostFrequent(sorted: Float64Array): number {
  let best = sorted[0]
  let most = 0
  for (let start = 0, i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[start]) continue
    if (i - start > most) {
      most = i - start
      best = sorted[start]
    }
    start = i
  }
  return best
}
