import type { Explainer } from '../learn/explainer.ts'
import { createLinearExplainer } from '../learn/linearShap.ts'
import type { Matrix } from '../learn/matrix.ts'
import { fitOneHot, type OneHotEncoder, oneHot } from '../learn/oneHot.ts'
import { fitRidge, predictRidge, type RidgeModel } from '../learn/ridge.ts'
import { fitStandardScaler, type StandardScaler, standardize } from '../learn/standardScaler.ts'
import { type FeatureName, featureCount, featureNames } from './features.ts'

/** Ridge regression on indicators of the calendar and scaled weather. */
export interface BikesRidge {
  /** Stands in for a missing value, one per feature. */
  readonly means: Float64Array
  readonly encoder: OneHotEncoder
  readonly scaler: StandardScaler
  readonly ridge: RidgeModel
}

const indexOf = (name: FeatureName) => featureNames.indexOf(name)
const hour = indexOf('hour')
const workingday = indexOf('workingday')
const categories = (['season', 'month', 'hour', 'weekday', 'weather'] as const).map(indexOf)

function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  return Float64Array.from({ length: columns }, (_, column) => {
    let sum = 0
    let count = 0
    for (let row = 0; row < rows; row++) {
      const value = data[row * columns + column]
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    return count === 0 ? 0 : sum / count
  })
}

/** Missing values filled; the hours of working days are told from those of free days, as 24 to 47. */
function prepare(features: Matrix, means: Float64Array): Matrix {
  const data = features.data.map((value, i) => (Number.isNaN(value) ? means[i % featureCount] : value))
  for (let row = 0; row < data.length; row += featureCount) {
    if (data[row + workingday] === 1) data[row + hour] += 24
  }
  return { ...features, data }
}

export function fitBikesRidge(features: Matrix, demand: Float64Array, alpha: number): BikesRidge {
  const means = columnMeans(features)
  const prepared = prepare(features, means)
  const encoder = fitOneHot(prepared, categories)
  const encoded = oneHot(encoder, prepared)
  const scaler = fitStandardScaler(encoded)
  return { means, encoder, scaler, ridge: fitRidge(standardize(scaler, encoded), demand, { alpha }) }
}

/** Tells what each of the 12 features adds: its indicators together, where it is a category. */
export function createBikesRidgeExplainer({ means, encoder, scaler, ridge }: BikesRidge): Explainer {
  const { expected, explain } = createLinearExplainer(ridge, new Float64Array(ridge.coefficients.length))
  const origins = featureNames.flatMap((_, column) =>
    Array.from({ length: encoder.categories.get(column)?.length ?? 1 }, () => column),
  )
  return {
    expected,
    explain(row, offset = 0) {
      const data = Float64Array.from({ length: featureCount }, (_, i) => row[offset + i])
      const prepared = prepare({ data, rows: 1, columns: featureCount }, means)
      const contributions = new Float64Array(featureCount)
      explain(standardize(scaler, oneHot(encoder, prepared)).data).forEach((contribution, i) => {
        contributions[origins[i]] += contribution
      })
      return contributions
    },
  }
}

export function predictBikesRidge(
  { means, encoder, scaler, ridge }: BikesRidge,
  features: Matrix,
): Float64Array {
  return predictRidge(ridge, standardize(scaler, oneHot(encoder, prepare(features, means))))
}
