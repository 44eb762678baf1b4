import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from 'node:crypto'
import { DataError } from '../runtime/errors.ts'
import { derivedKey, type KeyRing } from './keyRing.ts'

/** Personal values in, what may be stored out. */
export interface Protector {
  /**
   * `k1.` and 22 characters: the first 128 bits of HMAC-SHA-256 (RFC 2104), in base64url. Without the key nobody
   * can try out who it is; equal values give equal tokens under one key.
   */
  token(value: string): string
  /**
   * `k1.` and AES-256-GCM (NIST SP 800-38D): nonce, text and tag in base64url. The key id and `context`, such as
   * the column, are authenticated, so that a value cannot be moved elsewhere.
   */
  seal(value: string, context: string): string
  /** @throws DataError if the value is no sealed one, was altered, or belongs to another context */
  unseal(sealed: string, context: string): string
}

const nonceBytes = 12
const tagBytes = 16
const noncesAtOnce = 4096

export function createProtector(ring: KeyRing): Protector {
  const id = ring.current
  const tokenKey = derivedKey(ring, id, 'token')
  const sealKeys = new Map<string, Buffer>()
  const sealKey = (keyId: string): Buffer => {
    const known = sealKeys.get(keyId)
    if (known !== undefined) return known
    const key = derivedKey(ring, keyId, 'seal')
    sealKeys.set(keyId, key)
    return key
  }
  const nonces = Buffer.alloc(nonceBytes * noncesAtOnce)
  let used = noncesAtOnce

  function nonce(): Buffer {
    if (used === noncesAtOnce) {
      randomFillSync(nonces)
      used = 0
    }
    const start = nonceBytes * used++
    return Buffer.from(nonces.subarray(start, start + nonceBytes))
  }

  return {
    token: (value) =>
      `${id}.${createHmac('sha256', tokenKey).update(value).digest().toString('base64url', 0, 16)}`,

    seal(value, context) {
      const iv = nonce()
      const cipher = createCipheriv('aes-256-gcm', sealKey(id), iv)
      cipher.setAAD(Buffer.from(`${id} ${context}`))
      const text = Buffer.concat([iv, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${id}.${text.toString('base64url')}`
    },

    unseal(sealed, context) {
      const dot = sealed.indexOf('.')
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url')
      if (dot < 1 || bytes.length < nonceBytes + tagBytes)
        throw new DataError(`a value of ${context} is not sealed; it must be a key id, a dot and base64url`)
      const keyId = sealed.slice(0, dot)
      const decipher = createDecipheriv('aes-256-gcm', sealKey(keyId), bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(Buffer.from(`${keyId} ${context}`))
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      try {
        const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8')
        return text + decipher.final('utf8')
      } catch {
        throw new DataError(
          `a value of ${context} does not open with key "${keyId}": it was altered or moved`,
        )
      }
    },
  }
}
