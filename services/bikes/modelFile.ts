import { packHistGradientBoosting, unpackHistGradientBoosting } from '../learn/histGradientBoostingFile.ts'
import {
  arrayOf,
  decodeModel,
  encodeModel,
  finiteArrayOf,
  type Json,
  ModelError,
} from '../learn/modelFile.ts'
import { featureCount, featureNames } from './features.ts'
import type { BikesModel } from './model.ts'
import type { BikesRidge } from './ridgeModel.ts'

const kind = 'bikes'

export function encodeBikes(model: BikesModel): Uint8Array {
  const { algorithm, firstYear, lastYear, reference } = model
  const { metadata, arrays } =
    algorithm === 'boosting' ? packHistGradientBoosting(model.boosting) : packRidge(model.ridge)
  const features = [...featureNames]
  return encodeModel({
    kind,
    metadata: { algorithm, firstYear, lastYear, features, ...metadata },
    arrays: { ...arrays, reference },
  })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or version, of other features, or no model */
export function decodeBikes(bytes: Uint8Array): BikesModel {
  const content = decodeModel(bytes, kind)
  const { algorithm, firstYear, lastYear, features } = content.metadata
  if (String(features) !== featureNames.join()) {
    throw new ModelError(`the model was trained on the features ${features}; expected ${featureNames.join()}`)
  }
  if (typeof firstYear !== 'number' || typeof lastYear !== 'number' || firstYear > lastYear) {
    throw new ModelError(
      `the model has seen the years from ${firstYear} to ${lastYear}; expected two numbers`,
    )
  }
  const reference = arrayOf(content, 'reference', Float64Array)
  if (reference.length === 0 || reference.length % featureCount !== 0) {
    throw new ModelError(
      `the model has ${reference.length} numbers of reference; expected rows of ${featureCount}`,
    )
  }
  if (!reference.every((value) => Math.abs(value) !== Infinity)) {
    throw new ModelError(
      'the model has a reference that is infinite; expected numbers, or NaN for missing ones',
    )
  }
  const seen = { firstYear, lastYear, reference }
  if (algorithm === 'boosting') {
    const boosting = unpackHistGradientBoosting(content)
    if (boosting.columns === featureCount) return { ...seen, algorithm, boosting }
    throw new ModelError(`the model has ${boosting.columns} columns; expected ${featureCount}`)
  }
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
  if (typeof intercept !== 'number' || !isCategories(categories)) {
    throw new ModelError('the ridge model lacks its intercept or the categories of its columns')
  }
  const columns: number = featureCount
  const width = categories.reduce((sum, [, ...values]) => sum + values.length - 1, columns)
  const scales = finiteArrayOf(content, 'scales', width)
  if (scales.includes(0)) throw new ModelError('the ridge model has a scale of 0')
  return {
    means: finiteArrayOf(content, 'means', columns),
    encoder: {
      columns,
      categories: new Map(categories.map(([column, ...values]) => [column, Float64Array.from(values)])),
    },
    scaler: { means: finiteArrayOf(content, 'scalerMeans', width), scales },
    ridge: { coefficients: finiteArrayOf(content, 'coefficients', width), intercept },
  }
}

/** Whether each is a column, named once, and its values. */
function isCategories(value: Json | undefined): value is [number, ...number[]][] {
  if (!Array.isArray(value) || !value.every((item) => Array.isArray(item) && item.every(Number.isFinite))) {
    return false
  }
  const columns = new Set(value.map(([column]) => column))
  return columns.size === value.length && [...columns].every((column) => column in featureNames)
}
