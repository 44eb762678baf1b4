import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dbscan } from './dbscan.ts'
import { type Matrix, matrix, matrixFromRows, rowOf } from './matrix.ts'
import { createRandom } from './random.ts'

/** By the definition: cores are connected if they are neighbours, borders go to the first cluster that reaches them. */
function byDefinition(features: Matrix, eps: number, minSamples: number): number[] {
  const rows = Array.from({ length: features.rows }, (_, r) => rowOf(features, r))
  const neighbours = rows.map((row) =>
    rows.flatMap((other, j) =>
      row.reduce((sum, x, c) => sum + (x - other[c]) ** 2, 0) <= eps * eps ? [j] : [],
    ),
  )
  const labels = rows.map(() => -1)
  let clusters = 0
  for (let start = 0; start < rows.length; start++) {
    if (labels[start] >= 0 || neighbours[start].length < minSamples) continue
    const waiting = [start]
    labels[start] = clusters
    for (const row of waiting) {
      if (neighbours[row].length < minSamples) continue
      for (const next of neighbours[row]) {
        if (labels[next] >= 0) continue
        labels[next] = clusters
        waiting.push(next)
      }
    }
    clusters++
  }
  return labels
}

// DBSCAN of scikit-learn 1.9.1 on these 150 points of a lattice, many of which lie exactly eps apart.
test.each([
  [1, 3, 20, 10, 97_680],
  [2, 4, 11, 3, 61_784],
  [Math.SQRT2, 4, 14, 28, 65_537],
])(
  'labels are those of scikit-learn: eps %d, minSamples %d',
  (eps, minSamples, clusters, noise, checksum) => {
    const lattice = matrixFromRows(Array.from({ length: 150 }, (_, i) => [(i * i) % 23, (i * i * i) % 19]))
    const found = dbscan(lattice, { eps, minSamples })
    expect(found.clusters).toBe(clusters)
    expect(found.labels.filter((label) => label === -1)).toHaveLength(noise)
    expect(found.labels.reduce((sum, label, i) => sum + (label + 2) * (i + 1), 0)).toBe(checksum)
  },
)

test('labels are those of the definition, in any number of columns, with repeated rows', () => {
  const problem = fc.record({
    columns: fc.integer({ min: 1, max: 4 }),
    rows: fc.integer({ min: 1, max: 120 }),
    range: fc.integer({ min: 1, max: 12 }),
    minSamples: fc.integer({ min: 1, max: 8 }),
    eps: fc.constantFrom(0.9, 1, Math.SQRT2, 2, 3.5),
    seed: fc.integer({ min: 0 }),
  })
  fc.assert(
    fc.property(problem, ({ columns, rows, range, minSamples, eps, seed }) => {
      const random = createRandom(seed)
      const data = Float64Array.from({ length: rows * columns }, () => random.integer(range))
      const features = matrix(data, rows, columns)
      expect([...dbscan(features, { eps, minSamples }).labels]).toEqual(
        byDefinition(features, eps, minSamples),
      )
    }),
  )
})

test('finds two rings, which have no centres to tell them by', () => {
  const random = createRandom(1)
  const rings = Array.from({ length: 600 }, (_, i) => {
    const radius = (i % 2 === 0 ? 1 : 3) + 0.05 * random.normal()
    const angle = 2 * Math.PI * random.uniform()
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  const { labels, clusters, cores } = dbscan(matrixFromRows([...rings, [9, 9]]), { eps: 0.5, minSamples: 4 })
  expect(clusters).toBe(2)
  expect([...labels]).toEqual([...rings.map((_, i) => i % 2), -1])
  expect([cores[0], cores[600]]).toEqual([1, 0])
})

describe('refuses', () => {
  test.each([
    [[[1, Number.NaN]], {}, 'row 0, column 1 is NaN'],
    [[[1, 2]], { eps: 0 }, 'eps: 0'],
    [[[1, 2]], { eps: 1e160 }, 'square is finite'],
    [[[1, 2]], { minSamples: 0 }, 'minSamples: 0'],
    [[], {}, 'no rows'],
  ])('%j with %j', (rows, options, message) => {
    expect(() => dbscan(matrixFromRows(rows, 2), options)).toThrow(message)
  })
})
