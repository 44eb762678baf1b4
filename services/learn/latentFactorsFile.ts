import type { LatentFactors } from './latentFactors.ts'
import { arrayOf, type Json, type ModelArray, type ModelContent, ModelError } from './modelFile.ts'
import type { SvdPlusPlusModel } from './svdPlusPlus.ts'

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packLatentFactors(model: LatentFactors | SvdPlusPlusModel): {
  metadata: { readonly [key: string]: Json }
  arrays: { readonly [name: string]: ModelArray }
} {
  const { factors, mean, lowest, highest, userBiases, itemBiases, userFactors, itemFactors } = model
  const arrays = { userBiases, itemBiases, userFactors, itemFactors }
  return {
    metadata: { factors, mean, lowest, highest },
    arrays: 'implicitFactors' in model ? { ...arrays, implicitFactors: model.implicitFactors } : arrays,
  }
}

/**
 * The model, its arrays being those of the file.
 *
 * @throws ModelError if the content is not that of `packLatentFactors`, or holds a number that is not finite
 */
export function unpackLatentFactors(content: ModelContent): LatentFactors | SvdPlusPlusModel {
  const { factors, mean, lowest, highest } = content.metadata
  if (!Number.isSafeInteger(factors) || (factors as number) < 1) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${factors} factors, expected 1 or more of them`,
    )
  }
  if (![mean, lowest, highest].every(Number.isFinite)) {
    throw new ModelError(
      `model file of kind ${content.kind} has mean ${mean}, lowest ${lowest} and highest ${highest}, expected numbers`,
    )
  }
  const userBiases = singlesOf(content, 'userBiases')
  const itemBiases = singlesOf(content, 'itemBiases')
  const width = factors as number
  const model = {
    factors: width,
    mean: mean as number,
    lowest: lowest as number,
    highest: highest as number,
    userBiases,
    itemBiases,
    userFactors: singlesOf(content, 'userFactors', userBiases.length * width),
    itemFactors: singlesOf(content, 'itemFactors', itemBiases.length * width),
  }
  if (!Object.hasOwn(content.arrays, 'implicitFactors')) return model
  return { ...model, implicitFactors: singlesOf(content, 'implicitFactors', model.itemFactors.length) }
}

function singlesOf(content: ModelContent, name: string, length?: number): Float32Array {
  const array = arrayOf(content, name, Float32Array)
  if (length !== undefined && array.length !== length) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${array.length} ${name}, and should have ${length}`,
    )
  }
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) {
      throw new ModelError(`model file of kind ${content.kind} has ${name} that are not finite`)
    }
  }
  return array
}
