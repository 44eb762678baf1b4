import { expect, test } from 'vitest'
import { meanAbsoluteError, meanError, r2Score, rootMeanSquaredError } from './metrics.ts'

const truth = [3, -0.5, 2, 7]
const prediction = [2.5, 0, 2, 8]

test('the worked examples of scikit-learn', () => {
  expect(meanAbsoluteError(truth, prediction)).toBe(0.5)
  expect(rootMeanSquaredError(truth, prediction)).toBeCloseTo(0.6123724356957945, 12)
  expect(r2Score(truth, prediction)).toBeCloseTo(0.9486081370449679, 12)
  expect(meanError(truth, prediction)).toBe(0.25)
})

test('R2 of the mean is 0, of the truth 1, of a constant truth 1 only if exact', () => {
  expect(r2Score([1, 2, 3], [2, 2, 2])).toBe(0)
  expect(r2Score(truth, truth)).toBe(1)
  expect(r2Score([2, 2], [2, 2])).toBe(1)
  expect(r2Score([2, 2], [2, 3])).toBe(0)
  expect(r2Score(new Array(236).fill(0.1), new Array(236).fill(0.1 + 1e-15))).toBe(0)
})

test('different lengths, and nothing at all, are refused', () => {
  expect(() => meanAbsoluteError([1, 2], [1])).toThrow('2 true values and 1 predictions')
  expect(() => rootMeanSquaredError([], [])).toThrow('at least one')
})
