import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectedDepth, fitIsolationForest, scoreOutliers } from './isolationForest.ts'
import { decodeIsolationForest, encodeIsolationForest } from './isolationForestFile.ts'
import { matrix, matrixFromRows } from './matrix.ts'
import { decodeModel, encodeModel, ModelError } from './modelFile.ts'
import { createRandom } from './random.ts'
import { curved, probed } from './testing/curved.ts'

const table = fc
  .record({
    rows: fc.integer({ min: 2, max: 60 }),
    columns: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0 }),
  })
  .map(({ rows, columns, seed }) => {
    const random = createRandom(seed)
    const draw = () => (random.uniform() < 0.2 ? Number.NaN : random.integer(9))
    return matrix(Float64Array.from({ length: rows * columns }, draw), rows, columns)
  })

test('scores are those of scikit-learn 1.9.1, as far as chance allows', () => {
  // Means of -IsolationForest(n_estimators=1000, random_state=0..4).fit(X[:, :2]).score_samples(...)
  const points = matrixFromRows(
    Array.from({ length: curved.rows }, (_, r) => [curved.data[3 * r], curved.data[3 * r + 1]]),
  )
  const rows = probed.map((r) => [points.data[2 * r], points.data[2 * r + 1]])
  const asked = matrixFromRows([...rows, [30, 30], [10, 7], [-5, 7]])
  const wanted = [0.633, 0.5743, 0.4735, 0.5091, 0.4692, 0.5935, 0.645, 0.4941, 0.5783]
  const scores = scoreOutliers(fitIsolationForest(points, { nEstimators: 1000 }), asked)
  for (const [i, score] of scores.entries()) expect(Math.abs(score - wanted[i])).toBeLessThan(0.02)
})

describe('by hand', () => {
  test('of two points each is isolated by the first split', () => {
    const points = matrix(Float64Array.of(1, 5), 2, 1)
    expect(Array.from(scoreOutliers(fitIsolationForest(points), points))).toEqual([0.5, 0.5])
  })

  test('of 0, 1 and 10 on a line, the last is alone at depth 1 in nine trees of ten', () => {
    const points = matrix(Float64Array.of(0, 1, 10), 3, 1)
    const scores = scoreOutliers(fitIsolationForest(points, { nEstimators: 5000 }), points)
    for (const [i, depth] of [1.9, 2, 1.1].entries()) {
      expect(-Math.log2(scores[i]) * expectedDepth(3)).toBeCloseTo(depth, 1)
    }
  })

  test('equal rows cannot be told apart, and are usual', () => {
    const points = matrix(new Float64Array(20).fill(3), 20, 1)
    const model = fitIsolationForest(points)
    for (const score of scoreOutliers(model, points)) {
      expect(score).toBeCloseTo(0.5, 12)
      expect(score).toBeLessThan(model.threshold)
    }
  })

  test('the expected depth is that of Liu, Ting and Zhou', () => {
    expect([1, 2, 256].map(expectedDepth)).toEqual([0, 1, expect.closeTo(10.2448, 4)])
  })
})

test('planted outliers have the highest scores, and contamination says how many are named', () => {
  const random = createRandom(8)
  const data = Float64Array.from({ length: 1000 }, random.normal)
  const planted = [17, 170, 333]
  for (const r of planted) data.set([6, -6], 2 * r)
  const features = matrix(data, 500, 2)
  const model = fitIsolationForest(features, { contamination: 3 / 500 })
  const scores = scoreOutliers(model, features)
  expect(Array.from(scores.keys()).filter((r) => scores[r] > model.threshold)).toEqual(planted)
})

test('scores lie between 0 and 1, also of missing and infinite numbers, and a seed fixes them', () => {
  fc.assert(
    fc.property(table, fc.nat(1000), (features, seed) => {
      const options = { nEstimators: 10, seed, contamination: 0.2 }
      const model = fitIsolationForest(features, options)
      const wild = { ...features, data: features.data.map((value, i) => (i % 3 === 0 ? Infinity : -value)) }
      for (const score of [...scoreOutliers(model, features), ...scoreOutliers(model, wild)]) {
        expect(score > 0 && score < 1).toBe(true)
      }
      expect(fitIsolationForest(features, options)).toEqual(model)
      expect(decodeIsolationForest(encodeIsolationForest(model))).toEqual(model)
    }),
  )
})

test('a file of other numbers is refused', () => {
  const content = decodeModel(encodeIsolationForest(fitIsolationForest(curved)), 'isolation-forest')
  const metadata = { ...content.metadata, samples: 1 }
  expect(() => decodeIsolationForest(encodeModel({ ...content, metadata }))).toThrow(ModelError)
  const arrays = { ...content.arrays, threshold: new Float64Array(content.arrays.threshold.length).fill(-1) }
  expect(() => decodeIsolationForest(encodeModel({ ...content, arrays }))).toThrow('leaves above its roots')
})

test.each<[string, () => unknown]>([
  ['1 rows, expected at least two', () => fitIsolationForest(matrix(Float64Array.of(1), 1, 1))],
  ['row 1, column 0 is Infinity', () => fitIsolationForest(matrix(Float64Array.of(1, Infinity), 2, 1))],
  ['maxSamples: 300, expected a number from 2 to 200', () => fitIsolationForest(curved, { maxSamples: 300 })],
  ['contamination: 0.6', () => fitIsolationForest(curved, { contamination: 0.6 })],
  ['nEstimators: 0', () => fitIsolationForest(curved, { nEstimators: 0 })],
])('refuses: %s', (message, act) => {
  expect(act).toThrow(RangeError)
  expect(act).toThrow(message)
})
