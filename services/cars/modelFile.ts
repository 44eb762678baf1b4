import { packHistGradientBoosting, unpackHistGradientBoosting } from '../learn/histGradientBoostingFile.ts'
import {
  decodeModel,
  encodeModel,
  finiteArrayOf,
  type Json,
  type ModelContent,
  ModelError,
} from '../learn/modelFile.ts'
import { categoryNames, type Encoders, featureCount, featureNames } from './features.ts'
import { type DesignModel, learnerNames } from './learners.ts'
import { sourcesOf } from './linearDesign.ts'
import type { CarsModel } from './model.ts'

const kind = 'cars'
const model = categoryNames.indexOf('model')

export function encodeCars({
  encoders,
  models,
  combination,
  spread,
  currency,
  reference,
}: CarsModel): Uint8Array {
  const boosting = packHistGradientBoosting(models.boosting)
  const svm = packDesign('svm', models.svm)
  const linear = packDesign('linear', models.linear)
  return encodeModel({
    kind,
    metadata: {
      ...boosting.metadata,
      ...svm.metadata,
      ...linear.metadata,
      features: [...featureNames],
      categories: encoders.map(({ categories }) => [...categories]),
      intercept: combination.intercept,
      spread: [...spread],
      currency,
    },
    arrays: {
      ...boosting.arrays,
      ...svm.arrays,
      ...linear.arrays,
      combination: combination.coefficients,
      reference,
    },
  })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or version, of other features, or no model */
export function decodeCars(bytes: Uint8Array): CarsModel {
  const content = decodeModel(bytes, kind)
  const { features, categories, spread, currency } = content.metadata
  if (String(features) !== featureNames.join()) {
    throw new ModelError(`the model was trained on the features ${features}; expected ${featureNames.join()}`)
  }
  if (!isEncoders(categories)) throw new ModelError('the model lacks the values of its categories')
  if (!isPair(spread) || typeof currency !== 'string') {
    throw new ModelError('the model lacks the spread of its errors or the currency')
  }
  const encoders: Encoders = categories.map((values) => ({ categories: values }))
  const sizes = categories.map((values) => values.length)
  const boosting = unpackHistGradientBoosting(content)
  if (boosting.columns !== featureCount) {
    throw new ModelError(`the model has ${boosting.columns} columns; expected ${featureCount}`)
  }
  const { reference } = content.arrays
  if (!(reference instanceof Float64Array) || reference.length % featureCount !== 0) {
    throw new ModelError('the model lacks the sample of features that it was trained on')
  }
  return {
    encoders,
    models: {
      boosting,
      svm: unpackDesign('svm', content, sizes),
      linear: unpackDesign('linear', content, sizes),
    },
    combination: {
      coefficients: finiteArrayOf(content, 'combination', learnerNames.length),
      intercept: numberOf(content, 'intercept'),
    },
    spread,
    currency,
    reference,
  }
}

function packDesign(name: string, { design, line }: DesignModel) {
  const { imputer, modelEncoder, scaler } = design
  return {
    metadata: { [`${name}Intercept`]: line.intercept, [`${name}Mean`]: modelEncoder.mean } as Record<
      string,
      Json
    >,
    arrays: {
      [`${name}Fills`]: imputer.fills,
      [`${name}Models`]: modelEncoder.encodings,
      [`${name}Means`]: scaler.means,
      [`${name}Scales`]: scaler.scales,
      [`${name}Coefficients`]: line.coefficients,
    },
  }
}

function unpackDesign(name: string, content: ModelContent, sizes: readonly number[]): DesignModel {
  const width = sourcesOf(sizes).length
  const scales = finiteArrayOf(content, `${name}Scales`, width)
  if (scales.includes(0)) throw new ModelError(`the ${name} model has a scale of 0`)
  return {
    design: {
      imputer: { fills: finiteArrayOf(content, `${name}Fills`, featureCount) },
      modelEncoder: {
        mean: numberOf(content, `${name}Mean`),
        encodings: finiteArrayOf(content, `${name}Models`, sizes[model] + 1),
      },
      sizes,
      scaler: { means: finiteArrayOf(content, `${name}Means`, width), scales },
    },
    line: {
      coefficients: finiteArrayOf(content, `${name}Coefficients`, width),
      intercept: numberOf(content, `${name}Intercept`),
    },
  }
}

function numberOf({ metadata }: ModelContent, name: string): number {
  const value = metadata[name]
  if (typeof value === 'number') return value
  throw new ModelError(`the model has ${name} ${value}; expected a number`)
}

const isPair = (value: Json | undefined): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)

const isEncoders = (value: Json | undefined): value is string[][] =>
  Array.isArray(value) &&
  value.length === categoryNames.length &&
  value.every((texts) => Array.isArray(texts) && texts.every((text) => typeof text === 'string'))
