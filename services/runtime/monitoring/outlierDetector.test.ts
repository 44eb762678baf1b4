import { expect, test } from 'vitest'
import { createRandom } from '../../learn/random.ts'
import { outlierDetector } from './outlierDetector.ts'

/** Temperature, and felt temperature close to it. */
function correlated(rows: number) {
  const random = createRandom(5)
  const data = new Float64Array(rows * 2)
  for (let row = 0; row < rows; row++) {
    const temperature = 20 + 5 * random.normal()
    data[2 * row] = temperature
    data[2 * row + 1] = temperature + 0.5 * random.normal()
  }
  return { data, rows, columns: 2 }
}

const detect = outlierDetector(correlated(2000))

test('of the training at most one row in a hundred is an outlier', () => {
  const { data, rows } = correlated(2000)
  const found = Array.from({ length: rows }, (_, row) => detect(data.subarray(2 * row, 2 * row + 2)).outlier)
  expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(10)
  expect(found.filter(Boolean).length).toBeLessThanOrEqual(20)
})

test('each value may be usual, and both together not', () => {
  expect(detect(Float64Array.of(24, 24.3)).outlier).toBe(false)
  const { outlier, distance, distanceThreshold, pValue, deviations } = detect(Float64Array.of(24, 16))
  expect(outlier).toBe(true)
  expect(distance).toBeGreaterThan(distanceThreshold)
  expect(pValue).toBeLessThan(1e-6)
  expect(Math.max(...deviations.map(Math.abs))).toBeLessThan(1)
})

test('values never seen are set apart by the score as well', () => {
  const { data } = correlated(1000)
  const kinds = Float64Array.from(data, (value, i) => (i % 2 === 0 ? value : i % 3))
  const { outlier, score, scoreThreshold } = outlierDetector({ data: kinds, rows: 1000, columns: 2 })(
    Float64Array.of(60, 9),
  )
  expect([outlier, score > scoreThreshold]).toEqual([true, true])
})

test('a missing value is as usual as can be', () => {
  expect(detect(Float64Array.of(20, Number.NaN)).outlier).toBe(false)
  expect(detect(Float64Array.of(90, Number.NaN))).toMatchObject({ outlier: true })
})

test('a training in which nothing varies has no outliers but what differs', () => {
  const constant = outlierDetector({ data: new Float64Array(100).fill(3), rows: 50, columns: 2 })
  expect(constant(Float64Array.of(3, 3)).outlier).toBe(false)
})
