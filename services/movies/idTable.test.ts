import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countOf, idAt, idTable, packIds, rowOf, unpackIds } from './idTable.ts'

const ids = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }))

test('every id has a row, others have none', () => {
  fc.assert(
    fc.property(ids, fc.string(), (ids, other) => {
      const table = idTable(ids)
      const distinct = new Set(ids)
      expect(countOf(table)).toBe(distinct.size)
      for (const id of distinct) expect(idAt(table, rowOf(table, id))).toBe(id)
      expect(rowOf(table, other) >= 0).toBe(distinct.has(other))
    }),
  )
})

test('is read from a file as it lies there, and refused in disorder', () => {
  const read = (arrays: object) =>
    unpackIds(
      { kind: 'k', metadata: {}, arrays: { ...packIds('users', idTable(['b', 'a', 'cc'])), ...arrays } },
      'users',
    )
  expect([0, 1, 2].map((row) => idAt(read({}), row))).toEqual(['a', 'b', 'cc'])
  const wrong = [[0, 1, 2, 5], [0, 2, 1, 4], [1, 1, 2, 4], [0, 0, 2, 4], []]
  for (const offsets of wrong) {
    expect(() => read({ usersOffsets: Uint32Array.from(offsets) })).toThrow("model's users are not in order")
  }
  expect(() => read({ usersText: new TextEncoder().encode('bacc') })).toThrow('not in order')
})
