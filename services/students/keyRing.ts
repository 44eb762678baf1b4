import { hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DataError } from '../runtime/errors.ts'

/** The keys that personal fields are protected with; new values take the current one, old ones name theirs. */
export interface KeyRing {
  readonly current: string
  /** Key id to 32 bytes in base64. */
  readonly keys: Readonly<Record<string, string>>
}

const keyBytes = 32
const keyId = /^[a-z0-9]{1,16}$/

const schema = z
  .strictObject({
    current: z.string('must be the id of a key'),
    keys: z.record(
      z.string().regex(keyId, 'must be 1 to 16 lower-case letters and digits'),
      z
        .string()
        .refine((text) => Buffer.from(text, 'base64').length === keyBytes, 'must be 32 bytes in base64'),
    ),
  })
  .refine(({ current, keys }) => Object.hasOwn(keys, current), 'the current key must be among the keys')

/** @throws DataError that says what is wrong, and never shows a key */
export function parseKeyRing(text: string): KeyRing {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DataError('the key ring is not JSON; `students keys FILE` makes one')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new DataError(`the key ring is wrong at ${path.join('.') || 'its top'}: ${message}`)
}

/**
 * A ring with a new key that is the current one; the keys of `ring` stay, to read what they protect. Its id is above
 * theirs, so that neither one of them nor one that was taken out is called the same.
 */
export function addKey(ring?: KeyRing): KeyRing {
  const numbers = Object.keys(ring?.keys ?? {}).map((id) => Number(/^k(\d{1,9})$/.exec(id)?.[1] ?? 0))
  const id = `k${Math.max(0, ...numbers) + 1}`
  return { current: id, keys: { ...ring?.keys, [id]: randomBytes(keyBytes).toString('base64') } }
}

/** A key for one purpose only, by HKDF-SHA-256 (RFC 5869). */
export function derivedKey(ring: KeyRing, id: string, purpose: 'token' | 'seal'): Buffer {
  const key = ring.keys[id]
  if (key === undefined)
    throw new DataError(`the key ring has no key "${id}"; it has ${Object.keys(ring.keys).join(', ')}`)
  return Buffer.from(
    hkdfSync('sha256', Buffer.from(key, 'base64'), '', `atoll students ${purpose}`, keyBytes),
  )
}
