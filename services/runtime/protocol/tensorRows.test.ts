import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Tensor } from '../workload/tensor.ts'
import { joinRows, splitRows } from './tensorRows.ts'

const numbers = (shape: readonly number[], from = 0): Tensor => ({
  name: 'x',
  datatype: 'FP64',
  shape,
  data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i),
})

test('what is joined is split again into what it was', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 3 }), (rows, width) => {
      const requests = rows.map((count, i): Tensor[] => [
        numbers([count, width, 2], 100 * i),
        {
          name: 'who',
          datatype: 'BYTES',
          shape: [count],
          data: Array.from({ length: count }, (_, k) => `${i} ${k}`),
        },
      ])
      const joined = joinRows(requests)!
      expect(joined[0].shape).toEqual([rows.reduce((a, b) => a + b), width, 2])
      expect(splitRows(joined, rows)).toEqual(requests)
    }),
  )
})

test('rows of several shapes are not joined, nor is split what has other rows', () => {
  expect(joinRows([[numbers([1, 3])], [numbers([1, 4])]])).toBeUndefined()
  expect(splitRows([numbers([3])], [1, 1])).toBeUndefined()
})
