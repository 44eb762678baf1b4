import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inputHash } from './inputHash.ts'

test('equal inputs have equal names of 16 hex digits, as text or as bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (inputs) => {
      expect(inputHash(...inputs)).toMatch(/^[0-9a-f]{16}$/)
      expect(inputHash(...inputs.map((input) => Buffer.from(input)))).toBe(inputHash(...inputs))
    }),
  )
})

test('moving text from one input to the next gives another name', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), (first, second) => {
      expect(inputHash(first, second)).not.toBe(inputHash('', first + second))
    }),
  )
})
