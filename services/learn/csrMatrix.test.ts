import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csrMatrix, transpose } from './csrMatrix.ts'

const size = 6
const cells = fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size), fc.integer({ min: 1, max: 99 })), {
  selector: ([row, column]) => row * 10 + column,
})
type Cells = readonly (readonly [number, number, number])[]
const built = (cells: Cells) =>
  csrMatrix(
    { row: cells.map(([r]) => r), column: cells.map(([, c]) => c), value: cells.map(([, , v]) => v) },
    size,
    size + 1,
  )

test('holds every element in its row, columns ascending', () => {
  fc.assert(
    fc.property(cells, (cells) => {
      const { indptr, indices, data } = built(cells)
      const read = Array.from({ length: size }, (_, r) =>
        Array.from(indices.subarray(indptr[r], indptr[r + 1]), (c, n) => [r, c, data[indptr[r] + n]]),
      ).flat()
      expect(read).toEqual(cells.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]))
    }),
  )
})

test('transposed is that of the transposed elements; twice, itself', () => {
  fc.assert(
    fc.property(cells, (cells) => {
      const { rows, columns, ...arrays } = transpose(built(cells))
      const { indptr } = csrMatrix(
        { row: cells.map(([, c]) => c), column: cells.map(([r]) => r), value: cells.map(([, , v]) => v) },
        size + 1,
        size,
      )
      expect([rows, columns, arrays.indptr]).toEqual([size + 1, size, indptr])
      expect(transpose({ rows, columns, ...arrays })).toEqual(built(cells))
    }),
  )
})

test.each([
  [[[6, 0, 1]], 'element 0 is in row 6, expected one from 0 to 5'],
  [[[0, -1, 1]], 'element 0 is in column -1, expected one from 0 to 6'],
  [[[0, 0.5, 1]], 'element 0 is in column 0.5'],
  [[[0, 0, Number.NaN]], 'element 0 is NaN, expected a finite number'],
  [[[0, 0, 1e300]], 'element 0 is 1e+300, expected a finite number of single precision'],
  [
    [
      [2, 3, 1],
      [0, 0, 1],
      [2, 3, 4],
    ],
    'row 2, column 3 is there twice',
  ],
] as [Cells, string][])('refuses %j', (cells, message) => {
  expect(() => built(cells)).toThrow(message)
})
