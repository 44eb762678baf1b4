import { explain, ModelError } from '../errors.ts'
import type { ModelVersion } from '../mlflow/mlflowRecords.ts'
import type { ObjectStore } from '../objectStore.ts'
import { sha256 } from '../sha256.ts'
import type { Scores } from '../workload/training.ts'
import type { AnyWorkload } from '../workload.ts'

export const modelFile = 'model.atoll'

/** Reads the file of a registered version. @throws ModelError if it is absent, altered or not of this workload */
export async function loadVersion<Model>(
  workload: { decode(bytes: Uint8Array): Model },
  store: ObjectStore,
  { version, source, tags }: ModelVersion,
): Promise<Model> {
  const name = `${source}/${modelFile}`
  if (!(await store.exists(name))) throw new ModelError(`version ${version} has no file ${name}`)
  const bytes = await store.get(name)
  const hash = sha256(bytes)
  if (tags.sha256 !== undefined && tags.sha256 !== hash) {
    throw new ModelError(
      `${name} has SHA-256 ${hash}, but version ${version} was registered with ${tags.sha256}`,
    )
  }
  return workload.decode(bytes)
}

export type ChampionScores =
  | { readonly scores: Scores; readonly problem?: undefined }
  | { readonly scores?: undefined; readonly problem: string }

/** Scores of the registered champion on the given rows, or why it has none: a champion that cannot be read. */
export async function evaluateChampion(
  workload: AnyWorkload,
  store: ObjectStore,
  champion: ModelVersion,
  rows: readonly unknown[],
): Promise<ChampionScores> {
  try {
    return { scores: await workload.training.evaluate(await loadVersion(workload, store, champion), rows) }
  } catch (error) {
    if (error instanceof ModelError) return { problem: explain(error) }
    throw error
  }
}
