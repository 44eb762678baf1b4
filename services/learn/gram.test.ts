import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gram } from './gram.ts'
import { matrix } from './matrix.ts'
import { createRandom } from './random.ts'

test('is the sum over the rows of products of columns without their means, and of one column more', () => {
  const size = fc.record({
    rows: fc.integer({ min: 1, max: 300 }),
    columns: fc.integer({ min: 1, max: 8 }),
    more: fc.boolean(),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(size, ({ rows, columns, more, seed }) => {
      const random = createRandom(seed)
      const features = matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns)
      const means = Float64Array.from({ length: columns }, random.normal)
      const last = Float64Array.from({ length: rows }, random.normal)
      const products = gram(features, more ? { means, more: [last] } : { means })
      const value = (r: number, c: number) =>
        c === columns ? last[r] : features.data[r * columns + c] - means[c]
      expect(products.columns).toBe(columns + Number(more))
      for (let c = 0; c < products.columns; c++) {
        for (let k = 0; k < products.columns; k++) {
          let sum = 0
          for (let r = 0; r < rows; r++) sum += value(r, c) * value(r, k)
          expect(products.data[c * products.columns + k]).toBeCloseTo(sum, 9)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('sums up more rows than it takes at once', () => {
  const features = matrix(
    Float64Array.from({ length: 3 * 5000 }, (_, i) => (i % 7) - 3),
    5000,
    3,
  )
  let sum = 0
  for (let r = 0; r < 5000; r++) sum += features.data[3 * r] * features.data[3 * r + 2]
  expect(gram(features).data[2]).toBe(sum)
})
