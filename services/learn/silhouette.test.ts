import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matrixFromRows } from './matrix.ts'
import { createRandom } from './random.ts'
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
  expect(() => silhouetteSamples(matrixFromRows([[1e200], [0], [1]]), [0, 1, 1])).toThrow('not finite')
})

test('distances are summed in double precision, whatever the number of rows and columns', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer(),
      (rows, columns, groups, seed) => {
        const random = createRandom(seed)
        const table = Array.from({ length: rows }, () => Array.from({ length: columns }, random.normal))
        const labels = table.map((_, i) => i % Math.min(groups, rows - 1))
        const distance = (i: number, j: number) => Math.hypot(...table[i].map((x, c) => x - table[j][c]))
        const meanTo = (i: number, label: number) => {
          const others = labels.flatMap((other, j) => (other === label && j !== i ? [distance(i, j)] : []))
          return others.reduce((sum, value) => sum + value, 0) / others.length
        }
        const found = silhouetteSamples(matrixFromRows(table), labels)
        labels.forEach((own, i) => {
          const a = meanTo(i, own)
          const b = Math.min(...[...new Set(labels)].filter((k) => k !== own).map((k) => meanTo(i, k)))
          expect(found[i]).toBeCloseTo(Number.isNaN(a) ? 0 : (b - a) / Math.max(a, b), 12)
        })
      },
    ),
  )
})
