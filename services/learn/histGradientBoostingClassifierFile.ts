import { unpackForest } from './forest/forestFile.ts'
import type { HistGradientBoostingClassifierModel } from './histGradientBoostingClassifier.ts'
import {
  decodeModel,
  encodeModel,
  finiteArrayOf,
  type Json,
  type ModelArray,
  type ModelContent,
  ModelError,
} from './modelFile.ts'

const KIND = 'hist-gradient-boosting-classifier'

/** Writes a model to one file. */
export function encodeHistGradientBoostingClassifier(
  model: HistGradientBoostingClassifierModel,
): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: KIND, ...packHistGradientBoostingClassifier(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeHistGradientBoostingClassifier(bytes: Uint8Array): HistGradientBoostingClassifierModel {
  return unpackHistGradientBoostingClassifier(decodeModel(bytes, KIND))
}

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packHistGradientBoostingClassifier(model: HistGradientBoostingClassifierModel): {
  metadata: { readonly [key: string]: Json }
  arrays: { readonly [name: string]: ModelArray }
} {
  const { columns, classes, baselines, forest } = model
  return { metadata: { columns }, arrays: { ...forest, classes, baselines } }
}

/** @throws ModelError if the content is not that of `packHistGradientBoostingClassifier`, or if some row would find no finite prediction */
export function unpackHistGradientBoostingClassifier(
  content: ModelContent,
): HistGradientBoostingClassifierModel {
  const { columns } = content.metadata
  const classes = finiteArrayOf(content, 'classes')
  if (!Number.isSafeInteger(columns) || classes.length < 2) {
    throw new ModelError(
      `model file of kind ${content.kind} has columns ${columns} and ${classes.length} classes, ` +
        'and should have a whole number and two or more',
    )
  }
  const baselines = finiteArrayOf(content, 'baselines', classes.length === 2 ? 1 : classes.length)
  const { forest } = unpackForest(content, columns as number)
  if (forest.roots.length % baselines.length !== 0) {
    throw new ModelError(`the forest has ${forest.roots.length} trees for ${baselines.length} outputs`)
  }
  return { columns: columns as number, classes, baselines, forest }
}
