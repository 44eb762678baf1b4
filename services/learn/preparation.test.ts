import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitImputer, impute } from './imputer.ts'
import { fitLinearRegression, predictLinearRegression } from './linearRegression.ts'
import { matrix, matrixFromRows } from './matrix.ts'
import { fitMinMaxScaler, scaleMinMax } from './minMaxScaler.ts'
import { encodeOrdinal, fitOrdinalEncoder } from './ordinalEncoder.ts'
import { crossFitTargetEncoding, encodeTarget, fitTargetEncoder } from './targetEncoder.ts'

const index = Array.from({ length: 40 }, (_, i) => i)

test('missing numbers are filled by what the strategy says', () => {
  const none = Number.NaN
  const features = matrixFromRows([
    [1, none, none],
    [none, 4, none],
    [2, 4, none],
    [6, 9, none],
  ])
  expect(Array.from(fitImputer(features).fills)).toEqual([3, expect.closeTo(17 / 3, 12), 0])
  expect(Array.from(fitImputer(features, { strategy: 'median', fillValue: -1 }).fills)).toEqual([2, 4, -1])
  expect(Array.from(fitImputer(features, { strategy: 'mostFrequent' }).fills)).toEqual([1, 4, 0])
  const filled = impute(fitImputer(features, { strategy: 'constant', fillValue: 7 }), features)
  expect(Array.from(filled.data)).toEqual([1, 7, 7, 7, 4, 7, 2, 4, 7, 6, 9, 7])
})

test('columns are scaled to 0 and 1, constant ones to 0', () => {
  const features = matrixFromRows([
    [2, 5],
    [4, 5],
    [10, 5],
  ])
  expect(Array.from(scaleMinMax(fitMinMaxScaler(features), features).data)).toEqual([0, 0, 0.25, 0, 1, 0])
  expect(() => fitMinMaxScaler(matrix(new Float64Array(), 0, 2))).toThrow('no row')
})

test('texts become their positions in order; rare and unknown ones are missing', () => {
  const values = ['b', 'a', 'c', 'a', 'b', 'd']
  expect(fitOrdinalEncoder(values).categories).toEqual(['a', 'b', 'c', 'd'])
  expect(fitOrdinalEncoder(values, { maxCategories: 3 }).categories).toEqual(['a', 'b', 'c'])
  const encoder = fitOrdinalEncoder(values, { minFrequency: 2 })
  expect(Array.from(encodeOrdinal(encoder, ['b', 'c', 'a', 'x']))).toEqual([1, Number.NaN, 0, Number.NaN])
})

test('target encodings are those of scikit-learn', () => {
  // TargetEncoder(target_type='continuous') of scikit-learn 1.9.1, with smooth='auto' and smooth=3.
  const categories = index.map((i) => i % 4)
  const target = index.map((i) => ((i * 13) % 11) / 3)
  const encodings = (smooth: number | 'auto') =>
    Array.from(fitTargetEncoder(categories, target, 4, { smooth }).encodings)
  const near = (values: number[]) => values.map((value) => expect.closeTo(value, 7))
  expect(encodings('auto')).toEqual(near([1.7241074, 1.66347549, 1.60307531, 1.54150021]))
  expect(encodings(3)).toEqual(near([1.71025641, 1.65897436, 1.60769231, 1.55641026]))
  const encoder = fitTargetEncoder(categories, target, 4)
  expect(encodeTarget(encoder, [Number.NaN, 9])).toEqual(Float64Array.of(encoder.mean, encoder.mean))
})

test('cross-fitted, no row sees its own target: an outlier leaves its own encoding as it was', () => {
  const categories = index.map((i) => i % 4)
  const rows = fc.record({
    row: fc.integer({ min: 0, max: 39 }),
    outlier: fc.double({ min: 10, max: 1e6, noNaN: true }),
  })
  fc.assert(
    fc.property(rows, ({ row, outlier }) => {
      const target = index.map((i) => (i * 13) % 11)
      const before = crossFitTargetEncoding(categories, target, 4)
      target[row] += outlier
      const after = crossFitTargetEncoding(categories, target, 4)
      expect(after[row]).toBe(before[row])
      expect(after).not.toEqual(before)
    }),
    { numRuns: 30 },
  )
  expect(() => crossFitTargetEncoding([4], [1], 4)).toThrow('row 0 is 4, expected an integer from 0 to 3')
})

test('least squares finds the plane, and names a column that follows from others', () => {
  const features = matrixFromRows(index.map((i) => [i * 1e6, (i * 7) % 11, 1e-4 * ((i * 5) % 13)]))
  const plane = Float64Array.from(index, (i) => 3 + 2e-6 * features.data[i * 3] - features.data[i * 3 + 1])
  const model = fitLinearRegression(features, plane)
  expect(model.intercept).toBeCloseTo(3, 9)
  expect(model.coefficients[0] * 1e6).toBeCloseTo(2, 9)
  expect(model.coefficients[1]).toBeCloseTo(-1, 9)
  expect(predictLinearRegression(model, features)[5]).toBeCloseTo(plane[5], 9)
  const twice = matrixFromRows(index.map((i) => [i, i % 7, 2 * i - (i % 7) + 4]))
  expect(() => fitLinearRegression(twice, plane)).toThrow('column 2 is constant, or follows from the columns')
})
