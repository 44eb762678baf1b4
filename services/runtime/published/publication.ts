import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DataError } from '../errors.ts'
import type { ObjectStore } from '../objectStore.ts'
import { sha256 } from '../sha256.ts'

const digest = z.string().regex(/^[0-9a-f]{64}$/)

const schema = z.strictObject({
  /** Digest of the files' names and digests. */
  version: digest,
  previous: digest.optional(),
  publishedAt: z.iso.datetime(),
  files: z
    .array(z.strictObject({ name: z.string().regex(/^\w[\w.-]*$/), bytes: z.int().min(0), sha256: digest }))
    .min(1),
})

/** A version of published data: what says which files it is made of. */
export type Publication = z.infer<typeof schema>

/** Below which all of it lies in the bucket. */
export const publishedPrefix = 'published/'

/** The one object that says which version there is: written last, so that a version is there whole or not at all. */
const pointer = `${publishedPrefix}current.json`

export const publishedKey = (version: string, file: string): string => `${publishedPrefix}${version}/${file}`

/** @throws Error if what says which version is not as `publish` writes it */
export function parsePublication(text: string): Publication {
  return schema.parse(JSON.parse(text))
}

/** The version that is published; undefined while there is none. */
export async function published(store: Pick<ObjectStore, 'stat' | 'get'>): Promise<Publication | undefined> {
  if ((await store.stat(pointer)) === undefined) return undefined
  const bytes = await store.get(pointer, { maximumBytes: 2 ** 20 })
  return parsePublication(Buffer.from(bytes).toString())
}

/**
 * Publishes files as one version, which takes the place of the one before: its own files first, then the word that it is
 * there. The version before the last is removed. The same files are the same version.
 * @throws DataError if they are larger than `maximumBytes` in all
 */
export async function publish(
  store: Pick<ObjectStore, 'stat' | 'get' | 'put' | 'list' | 'remove'>,
  directory: string,
  names: readonly string[],
  maximumBytes: number,
): Promise<Publication> {
  const files: Publication['files'] = []
  for (const name of names.toSorted()) {
    const bytes = await readFile(join(directory, name))
    files.push({ name, bytes: bytes.length, sha256: sha256(bytes) })
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > maximumBytes)
    throw new DataError(
      `${directory} has ${total} bytes to publish; a version may have ${maximumBytes} at most`,
    )
  const version = sha256(Buffer.from(JSON.stringify(files.map(({ name, sha256 }) => [name, sha256]))))
  const before = await published(store)
  for (const { name, bytes, sha256: expected } of files) {
    const key = publishedKey(version, name)
    const found = await store.stat(key)
    if (found?.bytes === bytes && found.metadata.sha256 === expected) continue
    const content = await readFile(join(directory, name))
    if (sha256(content) !== expected)
      throw new DataError(`${join(directory, name)} has changed while it was published`)
    await store.put(key, content, { 'X-Amz-Meta-Sha256': expected })
  }
  if (before?.version === version) return before
  const publication: Publication = {
    version,
    ...(before && { previous: before.version }),
    publishedAt: new Date().toISOString(),
    files,
  }
  await store.put(pointer, Buffer.from(JSON.stringify(publication)), { 'Content-Type': 'application/json' })
  if (before?.previous !== undefined && before.previous !== version)
    for (const { key } of await store.list(publishedKey(before.previous, ''))) await store.remove(key)
  return publication
}
