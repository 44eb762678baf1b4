import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rsaKey } from './rsaKey.ts'

const seed = fc.string({ minLength: 20, maxLength: 40 })
const few = { numRuns: 4 }

describe('the key of a text', () => {
  test('is an RSA key of 2048 bits, whose signatures its public half confirms', () => {
    fc.assert(
      fc.property(seed, fc.string(), (text, message) => {
        const pem = rsaKey(text)
        const key = createPrivateKey(pem)
        expect(pem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/)
        expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 2048, publicExponent: 65537n })
        const signed = sign('sha256', Buffer.from(message), key)
        expect(verify('sha256', Buffer.from(message), createPublicKey(pem), signed)).toBe(true)
      }),
      few,
    )
  })

  test('is the same for the same text, and another one for another', () => {
    fc.assert(
      fc.property(seed, seed, (one, other) => {
        fc.pre(one !== other)
        expect(rsaKey(one)).toBe(rsaKey(one))
        expect(rsaKey(one)).not.toBe(rsaKey(other))
      }),
      few,
    )
  })
})
