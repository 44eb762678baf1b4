import type { ObjectStore } from '../objectStore.ts'

/** Objects in memory, which can be cut off. */
export interface MemoryStore extends Pick<ObjectStore, 'get' | 'put' | 'list' | 'remove'> {
  readonly objects: Map<string, Uint8Array>
  /** Every call fails until it is mended with undefined. */
  break(error: Error | undefined): void
}

export function memoryStore(): MemoryStore {
  const objects = new Map<string, Uint8Array>()
  let broken: Error | undefined
  const check = () => {
    if (broken !== undefined) throw broken
  }
  return {
    objects,
    break(error) {
      broken = error
    },
    async get(name) {
      check()
      const bytes = objects.get(name)
      if (bytes === undefined) throw new Error(`no object ${name}`)
      return bytes
    },
    async put(name, bytes) {
      check()
      objects.set(name, bytes)
    },
    async list(prefix) {
      check()
      return [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { length }]) => ({ key, bytes: length }))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    },
    async remove(name) {
      check()
      objects.delete(name)
    },
  }
}
