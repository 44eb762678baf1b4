import type { ObjectStore } from '../objectStore.ts'
import { sha256 } from '../sha256.ts'

/** `snapshots/sha256/ab/cdef...`: the key says what the bytes are, so equal data is kept once. */
export const snapshotKey = (hash: string): string => `snapshots/sha256/${hash.slice(0, 2)}/${hash.slice(2)}`

/** Stores bytes and reads them back. @throws Error if what the store gives back is not what it was given */
export async function putVerified(
  store: ObjectStore,
  name: string,
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const hash = sha256(bytes)
  await store.put(name, bytes, { ...metadata, 'X-Amz-Meta-Sha256': hash })
  const kept = sha256(await store.get(name))
  if (kept !== hash) throw new Error(`${name} was stored with SHA-256 ${hash} and reads back as ${kept}`)
}

/** Keeps a copy of the data under its hash; an intact copy that is already there is left alone. */
export async function snapshot(
  store: ObjectStore,
  bytes: Uint8Array,
): Promise<{ key: string; isNew: boolean }> {
  const hash = sha256(bytes)
  const key = snapshotKey(hash)
  const isIntact = (await store.exists(key)) && sha256(await store.get(key)) === hash
  if (!isIntact) await putVerified(store, key, bytes)
  return { key, isNew: !isIntact }
}
