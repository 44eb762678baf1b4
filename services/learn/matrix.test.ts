import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matrix, rowOf, takeRows } from './matrix.ts'

test('rows are taken in the given order, neighbours and others', () => {
  const runs = fc.array(fc.record({ start: fc.nat(60), length: fc.nat(40) }), { maxLength: 6 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), runs, (columns, parts) => {
      const features = matrix(
        Float64Array.from({ length: 100 * columns }, (_, i) => i),
        100,
        columns,
      )
      const indices = parts.flatMap(({ start, length }) => Array.from({ length }, (_, i) => start + i))
      const taken = takeRows(features, indices)
      expect(taken.rows).toBe(indices.length)
      expect(Array.from(taken.data)).toEqual(indices.flatMap((row) => Array.from(rowOf(features, row))))
    }),
  )
})
