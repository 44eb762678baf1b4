import fc from 'fast-check'
import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns line up', () => {
  expect(
    table([
      ['bikes', 'http://127.0.0.1:30080', 'ready'],
      ['prometheus', 'http://127.0.0.1:30090', 'starting'],
    ]),
  ).toBe('bikes       http://127.0.0.1:30080  ready\nprometheus  http://127.0.0.1:30090  starting')
})

test('every cell is found in its line, in order', () => {
  const cell = fc.stringMatching(/^[a-z0-9]{0,12}$/)
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1 }), (rows) => {
      const lines = table(rows).split('\n')
      expect(lines).toHaveLength(rows.length)
      rows.forEach((row, index) => {
        expect(lines[index]!.split(/ +/).filter(Boolean)).toEqual(row.filter(Boolean))
      })
    }),
  )
})
