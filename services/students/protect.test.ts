import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addKey, derivedKey, parseKeyRing } from './keyRing.ts'
import { createProtector } from './protect.ts'

const ring = { current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } }
const protector = createProtector(ring)

describe('tokens', () => {
  // hmac.new(HKDF-SHA256(b'\x07' * 32, info=b'atoll students token'), b'S202100001', 'sha256').digest()[:16] in Python
  test('are the first half of an HMAC', () => {
    expect(protector.token('S202100001')).toBe('k1.wd6AENcEMDpdR_Mg_7P1Zg')
  })

  test('are equal for equal values only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(protector.token(a) === protector.token(b)).toBe(a === b)
      }),
    )
  })

  test('of another key are others', () => {
    expect(createProtector(addKey()).token('a').slice(3)).not.toBe(protector.token('a').slice(3))
  })
})

describe('sealed values', () => {
  test('open to what they were, and never look alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = protector.seal(text, 'people.email')
        expect(protector.unseal(sealed, 'people.email')).toBe(text)
        expect(protector.seal(text, 'people.email')).not.toBe(sealed)
      }),
    )
  })

  test('do not open elsewhere, altered, or by another key', () => {
    const sealed = protector.seal('Ada', 'people.full_name')
    expect(() => protector.unseal(sealed, 'people.email')).toThrow(/was altered or moved/)
    const altered = sealed.slice(0, -3) + (sealed.endsWith('AAA') ? 'BBB' : 'AAA')
    expect(() => protector.unseal(altered, 'people.full_name')).toThrow(/was altered or moved/)
    const other = createProtector(parseKeyRing(JSON.stringify(addKey())))
    expect(() => other.unseal(sealed, 'people.full_name')).toThrow(/was altered or moved/)
    expect(() => protector.unseal('Ada', 'people.full_name')).toThrow(/is not sealed/)
  })

  test('stay readable after a new key was added, which then seals', () => {
    const later = createProtector(addKey(ring))
    expect(later.unseal(protector.seal('Ada', 'x'), 'x')).toBe('Ada')
    expect(later.seal('Ada', 'x')).toMatch(/^k2\./)
  })
})

describe('a key ring', () => {
  test.each([
    ['', 'is not JSON'],
    ['{"current": "k1", "keys": {}}', 'current key must be among the keys'],
    ['{"current": "k1", "keys": {"k1": "c2hvcnQ="}}', 'keys.k1: must be 32 bytes'],
  ])('%j is refused', (text, message) => expect(() => parseKeyRing(text)).toThrow(message))

  test('has a key of its own for each purpose', () => {
    expect(derivedKey(ring, 'k1', 'token')).not.toEqual(derivedKey(ring, 'k1', 'seal'))
    expect(() => derivedKey(ring, 'k9', 'seal')).toThrow('no key "k9"; it has k1')
  })
})
