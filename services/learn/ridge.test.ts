import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Matrix, matrix, matrixFromRows } from './matrix.ts'
import { fitOneHot, oneHot } from './oneHot.ts'
import { createRandom } from './random.ts'
import { fitRidge, predictRidge } from './ridge.ts'
import { fitStandardScaler, standardize } from './standardScaler.ts'

const problem = fc
  .record({
    rows: fc.integer({ min: 1, max: 40 }),
    columns: fc.integer({ min: 1, max: 6 }),
    seed: fc.integer({ min: 0 }),
    alpha: fc.double({ min: 0.01, max: 100, noNaN: true }),
  })
  .map(({ rows, columns, seed, alpha }) => {
    const random = createRandom(seed)
    return {
      features: matrix(Float64Array.from({ length: rows * columns }, random.normal), rows, columns),
      target: Float64Array.from({ length: rows }, random.normal),
      alpha,
    }
  })

function objective(
  { data, rows, columns }: Matrix,
  target: Float64Array,
  alpha: number,
  weights: Float64Array,
  intercept: number,
) {
  let sum = 0
  for (let r = 0; r < rows; r++) {
    let error = intercept - target[r]
    for (let c = 0; c < columns; c++) error += weights[c] * data[r * columns + c]
    sum += error ** 2
  }
  return weights.reduce((total, weight) => total + alpha * weight ** 2, sum)
}

describe('ridge', () => {
  // Ridge(alpha=2.5) of scikit-learn 1.9.1 on these 200 rows.
  const rows = Array.from({ length: 200 }, (_, i) => [
    ((i * 37) % 199) / 10,
    ((i * 53) % 97) / 7,
    (i * 5) % 7,
  ])
  const effects = [0, 0.5, -0.4, 1.1, 0.2, -0.9, 0.7]
  const target = Float64Array.from(rows, ([x, z, category], i) => {
    return Math.sin(x) + z / 10 + effects[category] + (i % 11 === 0 ? 0.3 : 0) + (((i * 31) % 23) / 23) * 0.2
  })

  test('has the coefficients of scikit-learn', () => {
    const { coefficients, intercept } = fitRidge(matrixFromRows(rows), target, { alpha: 2.5 })
    expect(Array.from(coefficients, (c) => c.toFixed(10))).toEqual([
      '-0.0128026099',
      '0.0846150073',
      '0.0085502701',
    ])
    expect(intercept).toBeCloseTo(0.5229522253, 9)
  })

  test('has them without an intercept', () => {
    const { coefficients, intercept } = fitRidge(matrixFromRows(rows), target, {
      alpha: 2.5,
      fitIntercept: false,
    })
    expect(Array.from(coefficients, (c) => c.toFixed(10))).toEqual([
      '0.0028998263',
      '0.1077355302',
      '0.0564172129',
    ])
    expect(intercept).toBe(0)
  })

  test('no other coefficients do better', () => {
    fc.assert(
      fc.property(problem, fc.integer({ min: 0 }), ({ features, target, alpha }, seed) => {
        const { coefficients, intercept } = fitRidge(features, target, { alpha })
        const random = createRandom(seed)
        const nearby = coefficients.map((value) => value + 0.01 * random.normal())
        expect(objective(features, target, alpha, coefficients, intercept)).toBeLessThanOrEqual(
          objective(features, target, alpha, nearby, intercept + 0.01 * random.normal()) + 1e-9,
        )
      }),
    )
  })

  test('finds a line exactly when nothing is penalised', () => {
    const features = matrix(Float64Array.of(1, 2, 3), 3, 1)
    const model = fitRidge(features, Float64Array.of(5, 7, 9), { alpha: 0 })
    expect(Array.from(predictRidge(model, features), (value) => Number(value.toFixed(12)))).toEqual([5, 7, 9])
  })

  test('refuses dependent columns without a penalty, and missing values', () => {
    const twice = matrix(Float64Array.of(1, 2, 2, 4, 3, 6), 3, 2)
    const ones = Float64Array.of(1, 2, 3)
    expect(() => fitRidge(twice, ones, { alpha: 0 })).toThrow('not positive definite')
    expect(() => fitRidge(matrix(Float64Array.of(1, Number.NaN, 2), 3, 1), ones)).toThrow(
      'row 1, column 0 is NaN',
    )
    expect(() => fitRidge(twice, ones, { alpha: -1 })).toThrow('alpha: -1')
    expect(() => predictRidge(fitRidge(twice, ones), matrix(ones, 3, 1))).toThrow('fitted on 2')
  })
})

test('standardised columns have mean 0 and deviation 1; constant ones become 0', () => {
  const features = matrixFromRows([
    [1, 0.1],
    [3, 0.1],
    [5, 0.1],
  ])
  const { data } = standardize(fitStandardScaler(features), features)
  const constant = matrix(new Float64Array(240).fill(7), 240, 1)
  expect(standardize(fitStandardScaler(constant), constant).data[0]).toBeCloseTo(0, 9)
  const side = Math.sqrt(1.5)
  expect(Array.from(data)).toEqual([-side, 0, 0, 0, side, 0].map((value) => expect.closeTo(value, 12)))
})

test('one-hot puts one column per value in place, and knows no value that was not there', () => {
  const encoder = fitOneHot(
    matrixFromRows([
      [7, 2, 1],
      [8, 5, 0],
    ]),
    [1],
  )
  const encoded = oneHot(
    encoder,
    matrixFromRows([
      [7, 5, 1],
      [8, 2, 0],
      [9, 3, 2],
    ]),
  )
  expect(encoded).toEqual(
    matrixFromRows([
      [7, 0, 1, 1],
      [8, 1, 0, 0],
      [9, 0, 0, 2],
    ]),
  )
})
