import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gram } from './gram.ts'
import { matrix } from './matrix.ts'
import { createRandom } from './random.ts'

test('is the sum over the rows of weighted products of columns without their means', () => {
  const size = fc.record({
    rows: fc.integer({ min: 1, max: 300 }),
    columns: fc.integer({ min: 1, max: 8 }),
    ones: fc.boolean(),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(size, ({ rows, columns, ones, seed }) => {
      const random = createRandom(seed)
      const features = matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns)
      const weights = Float64Array.from({ length: rows }, random.normal)
      const means = Float64Array.from({ length: columns }, random.normal)
      const products = gram(features, { weights, means, ones })
      const value = (r: number, c: number) => (c === columns ? 1 : features.data[r * columns + c] - means[c])
      expect(products.columns).toBe(columns + Number(ones))
      for (let c = 0; c < products.columns; c++) {
        for (let k = 0; k < products.columns; k++) {
          let sum = 0
          for (let r = 0; r < rows; r++) sum += weights[r] * value(r, c) * value(r, k)
          expect(products.data[c * products.columns + k]).toBeCloseTo(sum, 9)
        }
      }
    }),
    { numRuns: 40 },
  )
})
