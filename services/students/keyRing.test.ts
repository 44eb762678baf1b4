import { expect, test } from 'vitest'
import { addKey, parseKeyRing } from './keyRing.ts'

test('a new key takes the place of none, also where old ones have been taken out', () => {
  const two = addKey(addKey())
  expect(Object.keys(two.keys)).toEqual(['k1', 'k2'])
  const { k2 } = two.keys
  const three = addKey({ current: 'k2', keys: { k2: k2! } })
  expect(three).toMatchObject({ current: 'k3', keys: { k2 } })
  expect(parseKeyRing(JSON.stringify(three))).toEqual(three)
})

test.each([
  ['no JSON', 'not JSON'],
  ['{}', 'wrong at current: must be the id of a key'],
  ['{"current": "k1", "keys": {"k1": "c2hvcnQ="}}', 'wrong at keys.k1: must be 32 bytes in base64'],
  ['{"current": "k1", "keys": {}}', 'wrong at its top: the current key must be among the keys'],
])('%s is refused as %s', (text, message) => {
  expect(() => parseKeyRing(text)).toThrow(message)
})
