import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAdversarially } from './adversarialCheck.ts'
import { fitHistGradientBoosting, predictRow } from './histGradientBoosting.ts'
import { matrix, rowOf } from './matrix.ts'
import { createRandom } from './random.ts'

const numbers = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 5 })), {
  minLength: 1,
  maxLength: 8,
})

test('of a linear model it finds the worst case, which is known', () => {
  fc.assert(
    fc.property(numbers, (columns) => {
      const predict = (row: Float64Array) => row.reduce((sum, value, c) => sum + columns[c][0] * value, 0)
      const radii = columns.map(([, radius]) => radius)
      const row = matrix(new Float64Array(columns.length).fill(3), 1, columns.length)
      const reach = columns.reduce((sum, [coefficient, radius]) => sum + Math.abs(coefficient) * radius, 0)
      const { prediction, lowest, highest } = checkAdversarially(predict, row, { radii })
      expect(prediction[0] - lowest[0]).toBeCloseTo(reach, 9)
      expect(highest[0] - prediction[0]).toBeCloseTo(reach, 9)
    }),
  )
})

describe('of a forest', () => {
  const random = createRandom(5)
  const features = matrix(Float64Array.from({ length: 600 }, random.normal), 300, 2)
  const target = Float64Array.from({ length: 300 }, (_, r) => features.data[2 * r] * features.data[2 * r + 1])
  const model = fitHistGradientBoosting(features, target, { maxIter: 20 })
  const predict = (row: Float64Array) => predictRow(model, row)
  const asked = matrix(features.data.slice(0, 40), 20, 2)
  const options = { radii: [0.5, 0.2], least: [-1, -9], greatest: [1, 9], maxQueries: 2000 }
  const result = checkAdversarially(predict, asked, options)

  test('the rows it found are inside the bounds, and predict what it says', () => {
    for (let r = 0; r < asked.rows; r++) {
      for (const [found, at] of [
        [result.lowest, result.lowestAt],
        [result.highest, result.highestAt],
      ] as const) {
        expect(predict(rowOf(at, r))).toBe(found[r])
        for (const c of [0, 1]) {
          const [changed, given] = [rowOf(at, r)[c], rowOf(asked, r)[c]]
          expect(Math.abs(changed - given)).toBeLessThanOrEqual(options.radii[c] + 1e-12)
          if (changed !== given) expect(Math.abs(changed)).toBeLessThanOrEqual(options.greatest[c])
        }
      }
    }
  })

  test('it comes within a tenth of the range that a fine grid finds', () => {
    for (let r = 0; r < 5; r++) {
      const [x, y] = rowOf(asked, r)
      const grid: number[] = []
      for (let i = -60; i <= 60; i++) {
        const across = Math.min(Math.max(x + (i / 60) * 0.5, -1), 1)
        if (Math.abs(across - x) > 0.5) continue
        for (let j = -60; j <= 60; j++) grid.push(predict(Float64Array.of(across, y + (j / 60) * 0.2)))
      }
      const [least, greatest] = [Math.min(...grid), Math.max(...grid)]
      expect(result.highest[r] - result.lowest[r]).toBeGreaterThan(0.9 * (greatest - least))
    }
  })

  test('a seed fixes the search', () => {
    expect(checkAdversarially(predict, asked, options)).toEqual(result)
  })
})

test('whole numbers stay whole, missing ones missing, columns without a radius as they are', () => {
  const row = matrix(Float64Array.of(2, Number.NaN, 7, 1), 1, 4)
  const predict = (values: Float64Array) => values[0] + (values[1] || 0) + values[2] + Math.abs(values[3])
  const options = { radii: [1.7, 1, 0, 0.4], wholeNumbers: [0, 3] }
  const { lowestAt, highestAt } = checkAdversarially(predict, row, options)
  expect(Array.from(lowestAt.data)).toEqual([1, Number.NaN, 7, 1])
  expect(Array.from(highestAt.data)).toEqual([3, Number.NaN, 7, 1])
})

test.each<[string, number[]]>([
  ['radii: 1 for 2 columns', [1]],
  ['radii: column 1 has -1', [1, -1]],
  ['radii: column 0 has NaN', [Number.NaN, 1]],
])('refuses %s', (message, radii) => {
  const row = matrix(new Float64Array(2), 1, 2)
  expect(() => checkAdversarially(() => 0, row, { radii })).toThrow(message)
})
