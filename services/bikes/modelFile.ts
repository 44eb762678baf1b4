import { packHistGradientBoosting, unpackHistGradientBoosting } from '../learn/histGradientBoostingFile.ts'
import { arrayOf, decodeModel, encodeModel, type Json, ModelError } from '../learn/modelFile.ts'
import { featureCount, featureNames } from './features.ts'
import type { BikesModel } from './model.ts'
import type { BikesRidge } from './ridgeModel.ts'

const kind = 'bikes'

export function encodeBikes(model: BikesModel): Uint8Array {
  const { algorithm, firstYear, lastYear } = model
  const { metadata, arrays } =
    algorithm === 'boosting' ? packHistGradientBoosting(model.boosting) : packRidge(model.ridge)
  const features = [...featureNames]
  return encodeModel({ kind, metadata: { algorithm, firstYear, lastYear, features, ...metadata }, arrays })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or version, or of other features */
export function decodeBikes(bytes: Uint8Array): BikesModel {
  const content = decodeModel(bytes, kind)
  const { algorithm, firstYear, lastYear, features } = content.metadata
  if (String(features) !== featureNames.join()) {
    throw new ModelError(`the model was trained on the features ${features}; expected ${featureNames.join()}`)
  }
  if (typeof firstYear !== 'number' || typeof lastYear !== 'number') {
    throw new ModelError('the model does not say which years it has seen')
  }
  const seen = { firstYear, lastYear }
  if (algorithm === 'boosting') return { ...seen, algorithm, boosting: unpackHistGradientBoosting(content) }
  if (algorithm === 'ridge') return { ...seen, algorithm, ridge: unpackRidge(content) }
  throw new ModelError(`the model's algorithm is ${algorithm}; expected boosting or ridge`)
}

function packRidge({ means, encoder, scaler, ridge }: BikesRidge) {
  const encoded = [...encoder.categories]
  return {
    metadata: {
      intercept: ridge.intercept,
      categories: encoded.map(([column, values]): Json => [column, ...values]),
    },
    arrays: { means, scalerMeans: scaler.means, scales: scaler.scales, coefficients: ridge.coefficients },
  }
}

function unpackRidge(content: ReturnType<typeof decodeModel>): BikesRidge {
  const { intercept, categories } = content.metadata
  if (typeof intercept !== 'number' || !Array.isArray(categories)) {
    throw new ModelError('the ridge model lacks its intercept or categories')
  }
  const float64 = (name: string) => arrayOf(content, name, Float64Array)
  return {
    means: float64('means'),
    encoder: {
      columns: featureCount,
      categories: new Map(
        (categories as number[][]).map(([column, ...values]) => [column, Float64Array.from(values)]),
      ),
    },
    scaler: { means: float64('scalerMeans'), scales: float64('scales') },
    ridge: { coefficients: float64('coefficients'), intercept },
  }
}
