import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantity } from './quantity.ts'

test('a quantity is its number in its unit', () => {
  const cases = { '2': 2, '250m': 0.25, '1.5Gi': 1.5 * 2 ** 30, '512Mi': 2 ** 29, '4k': 4000, '1Ti': 2 ** 40 }
  for (const [text, value] of Object.entries(cases)) expect(quantity(text)).toBe(value)
})

test('whatever has another form is refused', () => {
  for (const text of ['', '1GB', '-1', '1 Gi', 'Gi', '1e3', '0x10'])
    expect(() => quantity(text)).toThrow(`${JSON.stringify(text)} is not a quantity`)
})

test('binary units grow by 1024', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), (n) => {
      expect(quantity(`${n}Gi`)).toBe(quantity(`${n * 1024}Mi`))
    }),
  )
})
