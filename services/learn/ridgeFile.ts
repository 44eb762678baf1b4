import { decodeModel, encodeModel, finiteArrayOf, ModelError } from './modelFile.ts'
import type { RidgeModel } from './ridge.ts'

const KIND = 'ridge'

/** Writes a model to one file. */
export function encodeRidge({ coefficients, intercept }: RidgeModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: KIND, metadata: { intercept }, arrays: { coefficients } })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version */
export function decodeRidge(bytes: Uint8Array): RidgeModel {
  const content = decodeModel(bytes, KIND)
  const { intercept } = content.metadata
  if (typeof intercept !== 'number') throw new ModelError('model file of kind ridge lacks the intercept')
  return { coefficients: finiteArrayOf(content, 'coefficients'), intercept }
}
