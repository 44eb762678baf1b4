import { unpackForest } from './forest/forestFile.ts'
import type { IsolationForestModel } from './isolationForest.ts'
import {
  decodeModel,
  encodeModel,
  type Json,
  type ModelArray,
  type ModelContent,
  ModelError,
} from './modelFile.ts'

const KIND = 'isolation-forest'

/** Writes a model to one file. */
export function encodeIsolationForest(model: IsolationForestModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: KIND, ...packIsolationForest(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeIsolationForest(bytes: Uint8Array): IsolationForestModel {
  return unpackIsolationForest(decodeModel(bytes, KIND))
}

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packIsolationForest({ columns, samples, threshold, forest }: IsolationForestModel): {
  metadata: { readonly [key: string]: Json }
  arrays: { readonly [name: string]: ModelArray }
} {
  return { metadata: { columns, samples, threshold }, arrays: { ...forest } }
}

/** @throws ModelError if the content is not that of `packIsolationForest`, or if some row would find no finite score */
export function unpackIsolationForest(content: ModelContent): IsolationForestModel {
  const { columns, samples, threshold } = content.metadata
  const isCount = (value: Json | undefined): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value)
  if (!isCount(columns) || !isCount(samples) || samples < 2 || typeof threshold !== 'number') {
    throw new ModelError(
      `model file of kind ${content.kind} has columns ${columns}, samples ${samples} and threshold ${threshold}, ` +
        'and should have a whole number, one from 2 up, and a number',
    )
  }
  const { forest, least } = unpackForest(content, columns)
  if (least < 0) throw new ModelError('the forest has leaves above its roots')
  return { columns, samples, threshold, forest }
}
