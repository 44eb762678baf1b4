import { fitImputer, type Imputer, impute } from '../learn/imputer.ts'
import type { Matrix } from '../learn/matrix.ts'
import { columnOf } from '../learn/matrix.ts'
import { fitStandardScaler, type StandardScaler, standardize } from '../learn/standardScaler.ts'
import {
  crossFitTargetEncoding,
  encodeTarget,
  fitTargetEncoder,
  type TargetEncoder,
} from '../learn/targetEncoder.ts'
import { categoryColumns, categoryNames, numberNames } from './features.ts'

/** What turns features into columns on which prices are sums. */
export interface LinearDesign {
  readonly imputer: Imputer
  /** Of models, which are too many for a column each. */
  readonly modelEncoder: TargetEncoder
  /** Values of each other category, by its place in `categoryNames`. */
  readonly sizes: readonly number[]
  readonly scaler: StandardScaler
}

const model = categoryNames.indexOf('model')
const modelColumn = categoryColumns[model]
const [year, mileage, power] = numberNames.map((_, c) => c)
const numbers = numberNames.length

/** Columns made of numbers: each, its square root or logarithm where that is straighter, and whether it was missing. */
const numberWidth = 2 * numbers + 3

/** Columns of the design, and which feature each comes from. */
export function sourcesOf(sizes: readonly number[]): number[] {
  const ofNumbers = [...Array(numbers).keys(), ...Array(numbers).keys(), year, mileage, power]
  const ofCategories = sizes.flatMap((size, k) =>
    Array<number>(k === model ? 1 : size).fill(categoryColumns[k]),
  )
  return [...ofNumbers, ...ofCategories]
}

/**
 * @param sizes - values of each category
 * @returns the design, and the training rows in it; their models are encoded by the prices of other rows
 */
export function fitLinearDesign(
  features: Matrix,
  logPrices: Float64Array,
  sizes: readonly number[],
  seed: number,
) {
  const imputer = fitImputer(features, { strategy: 'median' })
  const codes = knownModels(features, sizes[model])
  const modelEncoder = fitTargetEncoder(codes, logPrices, sizes[model] + 1)
  const crossFitted = crossFitTargetEncoding(codes, logPrices, sizes[model] + 1, { seed })
  const columns = spread(features, imputer, sizes, crossFitted)
  const scaler = fitStandardScaler(columns)
  return { design: { imputer, modelEncoder, sizes, scaler }, columns: standardize(scaler, columns) }
}

export function applyLinearDesign(
  { imputer, modelEncoder, sizes, scaler }: LinearDesign,
  features: Matrix,
): Matrix {
  const encoded = encodeTarget(modelEncoder, knownModels(features, sizes[model]))
  return standardize(scaler, spread(features, imputer, sizes, encoded))
}

/** Models by position; all that are unknown share the one after the last. */
const knownModels = (features: Matrix, unknown: number) =>
  columnOf(features, modelColumn).map((code) => (Number.isNaN(code) ? unknown : code))

function spread(features: Matrix, imputer: Imputer, sizes: readonly number[], models: Float64Array): Matrix {
  const width = sourcesOf(sizes).length
  const filled = impute(imputer, features)
  const data = new Float64Array(features.rows * width)
  for (let r = 0; r < features.rows; r++) {
    const from = r * features.columns
    const to = r * width
    for (let c = 0; c < numbers; c++) {
      data[to + c] = filled.data[from + c]
      data[to + numbers + c] = Number(Number.isNaN(features.data[from + c]))
    }
    data[to + 2 * numbers] = (filled.data[from + year] - 2000) ** 2
    data[to + 2 * numbers + 1] = Math.sqrt(filled.data[from + mileage])
    data[to + 2 * numbers + 2] = Math.log(filled.data[from + power] || 1)
    let at = to + numberWidth
    sizes.forEach((size, k) => {
      const code = features.data[from + categoryColumns[k]]
      if (k === model) data[at++] = models[r]
      else {
        if (!Number.isNaN(code)) data[at + code] = 1
        at += size
      }
    })
  }
  return { data, rows: features.rows, columns: width }
}
