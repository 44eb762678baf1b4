import { writeFile } from 'node:fs/promises'
import type { ObjectStore } from '../objectStore.ts'

/** A bucket in memory, whose objects can be looked at and altered. */
export interface MemoryBucket extends ObjectStore {
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly metadata: Record<string, string> }>
}

export function memoryBucket(): MemoryBucket {
  const objects: MemoryBucket['objects'] = new Map()
  const get = async (key: string) => {
    const found = objects.get(key)
    if (found === undefined) throw new Error(`there is no ${key}`)
    return found.bytes
  }
  return {
    objects,
    bucket: 'memory',
    uri: (key) => `s3://memory/${key}`,
    get,
    download: async (key, file) => writeFile(file, await get(key)),
    async put(key, bytes, given = {}) {
      const metadata = Object.entries(given).map(([name, value]) => [
        name.toLowerCase().replace('x-amz-meta-', ''),
        value,
      ])
      objects.set(key, { bytes: Uint8Array.from(bytes), metadata: Object.fromEntries(metadata) })
    },
    exists: async (key) => objects.has(key),
    async stat(key) {
      const found = objects.get(key)
      return found && { bytes: found.bytes.length, etag: '', metadata: found.metadata }
    },
    remove: async (key) => void objects.delete(key),
    list: async (prefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { bytes }]) => ({ key, bytes: bytes.length })),
  }
}
