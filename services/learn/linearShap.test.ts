import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLinearExplainer } from './linearShap.ts'
import { matrix } from './matrix.ts'
import { predictRidge } from './ridge.ts'

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true })

test('what is expected and the contributions sum to the prediction', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number, number), { minLength: 1 }),
      number,
      (columns, intercept) => {
        const [coefficients, means, row] = [0, 1, 2].map((i) =>
          Float64Array.from(columns, (column) => column[i]),
        )
        const model = { coefficients, intercept }
        const { expected, explain } = createLinearExplainer(model, means)
        const sum = explain(row).reduce((total, value) => total + value, expected)
        expect(sum).toBeCloseTo(predictRidge(model, matrix(row, 1, row.length))[0], 5)
      },
    ),
  )
})

test('a number at its mean contributes nothing, one above it by its coefficient', () => {
  const model = { coefficients: Float64Array.of(2, -3), intercept: 1 }
  const { expected, explain } = createLinearExplainer(model, [10, 20])
  expect(expected).toBe(1 + 20 - 60)
  expect(Array.from(explain([99, 10, 24], 1))).toEqual([0, -12])
})

test('refuses means of other columns', () => {
  const model = { coefficients: Float64Array.of(2), intercept: 0 }
  expect(() => createLinearExplainer(model, [1, 2])).toThrow('2 columns, but the model was fitted on 1')
})
