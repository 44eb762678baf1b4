import type { ModelRelease, ModelSource } from '../models/modelSource.ts'
import { sha256 } from '../sha256.ts'

/** A source of models in memory, which can be set, spoilt and cut off. */
export interface MemorySource extends ModelSource {
  release(version: string, bytes: Uint8Array, sha256?: string): void
  /** Every call fails until it is mended with undefined. */
  break(error: Error | undefined): void
  readonly reads: number
}

export function memorySource(): MemorySource {
  let latest: ModelRelease | undefined
  let broken: Error | undefined
  let reads = 0
  return {
    get reads() {
      return reads
    },
    break(error) {
      broken = error
    },
    release(version, bytes, hash = sha256(bytes)) {
      const read = async () => {
        reads++
        return bytes
      }
      latest = { version, sha256: hash, read }
    },
    async latest() {
      if (broken !== undefined) throw broken
      return latest
    },
  }
}
