import { type LossName, losses } from './boosting/loss.ts'
import type { Forest } from './forest/forest.ts'
import { unpackForest } from './forest/forestFile.ts'
import type { HistGradientBoostingModel } from './histGradientBoosting.ts'
import { decodeModel, encodeModel, type Json, type ModelContent, ModelError } from './modelFile.ts'

const KIND = 'hist-gradient-boosting'

/** Writes a model to one file. */
export function encodeHistGradientBoosting(model: HistGradientBoostingModel): Uint8Array<ArrayBuffer> {
  return encodeModel({ kind: KIND, ...packHistGradientBoosting(model) })
}

/** @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version, or no such model */
export function decodeHistGradientBoosting(bytes: Uint8Array): HistGradientBoostingModel {
  return unpackHistGradientBoosting(decodeModel(bytes, KIND))
}

/** The content of a model file, for a workload that adds its own metadata and arrays. */
export function packHistGradientBoosting(model: HistGradientBoostingModel): {
  metadata: { readonly [key: string]: Json }
  arrays: Forest & ModelContent['arrays']
} {
  const { loss, columns, baseline, forest } = model
  return { metadata: { loss, columns, baseline }, arrays: { ...forest } }
}

/** @throws ModelError if the content is not that of `packHistGradientBoosting`, or if some row would find no finite prediction */
export function unpackHistGradientBoosting(content: ModelContent): HistGradientBoostingModel {
  const { loss, columns, baseline } = content.metadata
  if (!isLoss(loss) || !Number.isSafeInteger(columns) || !Number.isFinite(baseline)) {
    throw new ModelError(
      `model file of kind ${content.kind} has loss ${loss}, columns ${columns} and baseline ${baseline}, ` +
        `and should have one of ${Object.keys(losses).join(', ')}, a whole number and a number`,
    )
  }
  const { forest, least, greatest } = unpackForest(content, columns as number)
  const model = { loss, columns: columns as number, baseline: baseline as number, forest }
  for (const sum of [least, greatest]) {
    const prediction = losses[loss].inverseLink(model.baseline + sum)
    if (!Number.isFinite(prediction)) throw new ModelError(`the forest predicts ${prediction} for some row`)
  }
  return model
}

function isLoss(value: Json | undefined): value is LossName {
  return typeof value === 'string' && Object.hasOwn(losses, value)
}
