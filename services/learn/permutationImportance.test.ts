import { expect, test } from 'vitest'
import { columnOf, type Matrix, matrix } from './matrix.ts'
import { meanSquaredError } from './metrics.ts'
import { permutationImportance } from './permutationImportance.ts'
import { createRandom } from './random.ts'
import { predictRidge } from './ridge.ts'

const rows = 4000
const random = createRandom(2)
const features = matrix(Float64Array.from({ length: rows * 3 }, random.normal), rows, 3)
const model = { coefficients: Float64Array.of(3, 0, -1), intercept: 5 }
const target = predictRidge(model, features)
const score = (table: Matrix) => -meanSquaredError(target, predictRidge(model, table))

test('shuffling a column of a linear model costs twice its variance times the squared coefficient', () => {
  const { means, importances } = permutationImportance(features, score, { nRepeats: 10 })
  const spread = [0, 1, 2].map((c) => meanSquaredError(columnOf(features, c), new Float64Array(rows)))
  expect(means[0] / (18 * spread[0])).toBeCloseTo(1, 1)
  expect(means[1]).toBe(0)
  expect(means[2] / (2 * spread[2])).toBeCloseTo(1, 1)
  expect([importances.rows, importances.columns]).toEqual([3, 10])
})

test('means and deviations are those of the shuffles, which a seed fixes', () => {
  const { means, deviations, importances } = permutationImportance(features, score, { seed: 7 })
  const drops = importances.data.subarray(0, 5)
  expect(means[0]).toBeCloseTo(drops.reduce((sum, drop) => sum + drop, 0) / 5, 12)
  expect(deviations[0] ** 2).toBeCloseTo(meanSquaredError(drops, new Float64Array(5).fill(means[0])), 12)
  expect(permutationImportance(features, score, { seed: 7 }).means).toEqual(means)
  expect(permutationImportance(features, score, { seed: 8 }).means).not.toEqual(means)
})

test('the features are as they were', () => {
  const before = features.data.slice()
  permutationImportance(features, score)
  expect(features.data).toEqual(before)
})

test('refuses no shuffle at all', () => {
  expect(() => permutationImportance(features, score, { nRepeats: 0 })).toThrow('nRepeats: 0')
})
