import { ModelError } from '../errors.ts'
import type { MlflowClient } from '../mlflow/mlflow.ts'
import type { ObjectStore } from '../objectStore.ts'
import { modelFile } from '../training/champion.ts'

/** A version of a model whose bytes are read when they are wanted. */
export interface ModelRelease {
  readonly version: string
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string
  /** @throws ModelError if it was not registered as a version to serve */
  read(): Promise<Uint8Array>
}

/** Where the version to serve is announced. */
export interface ModelSource {
  /** Undefined while none has been released. */
  latest(): Promise<ModelRelease | undefined>
}

/** Serves the version with an alias, by default the registry's champion, its bytes from the object store. */
export const registrySource = (
  model: string,
  registry: Pick<MlflowClient, 'versionByAlias'>,
  store: Pick<ObjectStore, 'get'>,
  { alias = 'champion', maximumBytes = 2 ** 30 } = {},
): ModelSource => ({
  async latest() {
    const found = await registry.versionByAlias(model, alias)
    if (found === undefined) return undefined
    const { version, source, tags } = found
    const read = async () => {
      if (tags.sha256 === undefined)
        throw new ModelError(`version ${version} of ${model} is registered without the tag sha256`)
      return store.get(`${source}/${modelFile}`, { maximumBytes })
    }
    return { version, sha256: tags.sha256 ?? '', read }
  },
})
