import { expect, test } from 'vitest'
import { matrixFromRows } from './matrix.ts'
import { silhouetteSamples, silhouetteScore } from './silhouette.ts'

const features = matrixFromRows(
  Array.from({ length: 200 }, (_, i) => [((i * 37) % 199) / 10, ((i * 53) % 97) / 7, ((i * 5) % 7) * 3]),
)

// silhouette_score and silhouette_samples of scikit-learn 1.9.1.
test('silhouettes are those of scikit-learn', () => {
  const labels = Array.from({ length: 200 }, (_, i) => (i * 7) % 4)
  expect(silhouetteScore(features, labels)).toBeCloseTo(-0.025241345378239854, 12)
  expect([...silhouetteSamples(features, labels).subarray(0, 4)]).toEqual(
    [-0.011489410541520972, -0.022370514700097172, 0.0003558006339332557, -0.005722556742818987].map(
      (value) => expect.closeTo(value, 12),
    ),
  )
  const unequal = Array.from({ length: 200 }, (_, i) => Math.floor(((i * 3) % 11) / 3))
  expect(silhouetteScore(features, unequal)).toBeCloseTo(-0.022095842783905254, 12)
})

test('a sample gives nearly the score of all, a row alone has 0, and labels may be any integers', () => {
  const rows = Array.from({ length: 300 }, (_, i) => [(i % 3) * 100 + ((i * 7) % 11), (i * 5) % 13])
  const labels = rows.map((_, i) => (i % 3) * 10 - 1)
  const all = silhouetteScore(matrixFromRows(rows), labels)
  expect(silhouetteScore(matrixFromRows(rows), labels, { sampleSize: 100, seed: 4 })).toBeCloseTo(all, 1)
  expect([...silhouetteSamples(matrixFromRows([[0], [1], [9]]), [0, 0, 1])][2]).toBe(0)
})

test('refuses one cluster, a cluster for each row, and labels of other rows', () => {
  const rows = matrixFromRows([[0], [1], [9]])
  expect(() => silhouetteSamples(rows, [4, 4, 4])).toThrow(
    'labels: 1 clusters of 3 rows, expected from 2 to 2',
  )
  expect(() => silhouetteSamples(rows, [0, 1, 2])).toThrow('labels: 3 clusters')
  expect(() => silhouetteSamples(rows, [0, 1])).toThrow('labels: 2 for 3 rows')
})
