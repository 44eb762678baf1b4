import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CsrMatrix, csrMatrix } from './csrMatrix.ts'
import { type Matrix, matrix, rowOf } from './matrix.ts'
import { nearestNeighbours } from './nearestNeighbours.ts'
import { createRandom } from './random.ts'

function sparse({ data, rows, columns }: Matrix): CsrMatrix {
  const places = Array.from(data.keys()).filter((place) => data[place] !== 0)
  return csrMatrix(
    {
      row: places.map((place) => Math.floor(place / columns)),
      column: places.map((place) => place % columns),
      value: places.map((place) => data[place]),
    },
    rows,
    columns,
  )
}

const distance = {
  euclidean: (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((value, c) => value - b[c])),
  cosine(a: Float64Array, b: Float64Array) {
    const norms = Math.hypot(...a) * Math.hypot(...b)
    return norms === 0 ? 1 : 1 - a.reduce((sum, value, c) => sum + value * b[c], 0) / norms
  },
}

const problem = fc
  .record({
    rows: fc.integer({ min: 1, max: 30 }),
    queries: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
    scale: fc.constantFrom(1e-18, 1, 1000, 1e18),
  })
  .map(({ rows, queries, columns, seed, scale }) => {
    const random = createRandom(seed)
    const draw = () => (random.uniform() < 0.4 ? 0 : Math.fround(scale * random.normal()))
    const drawn = (count: number) =>
      matrix(Float64Array.from({ length: count * columns }, draw), count, columns)
    return { rows: drawn(rows), queries: drawn(queries), scale }
  })

describe.each(['euclidean', 'cosine'] as const)('%s neighbours', (metric) => {
  const sorted = (rows: Matrix, query: Float64Array) =>
    Float64Array.from({ length: rows.rows }, (_, r) => distance[metric](query, rowOf(rows, r))).sort()

  test.each([
    ['dense', (given: Matrix) => given],
    ['sparse', sparse],
  ])('of %s rows are those of every distance computed', (_, form) => {
    fc.assert(
      fc.property(problem, ({ rows, queries, scale }) => {
        const unit = metric === 'cosine' ? 1 : scale
        const nNeighbors = Math.min(3, rows.rows)
        const { indices, distances } = nearestNeighbours<Matrix | CsrMatrix>(form(rows), form(queries), {
          nNeighbors,
          metric,
        })
        for (let q = 0; q < queries.rows; q++) {
          const query = rowOf(queries, q)
          const expected = sorted(rows, query)
          for (let n = 0; n < nNeighbors; n++) {
            const found = distances[q * nNeighbors + n]
            expect(found / unit).toBeCloseTo(expected[n] / unit, 6)
            const row = rowOf(rows, indices[q * nNeighbors + n])
            expect(found / unit).toBeCloseTo(distance[metric](query, row) / unit, 6)
          }
        }
      }),
    )
  })

  test('of more rows and queries than are multiplied at once are found as well', () => {
    const random = createRandom(1)
    const rows = matrix(
      Float64Array.from({ length: 450 * 9 }, () => random.normal()),
      450,
      9,
    )
    const queries = matrix(rows.data.slice(0, 65 * 9), 65, 9)
    const { indices, distances } = nearestNeighbours(rows, queries, { nNeighbors: 2, metric })
    for (let q = 0; q < 65; q++) {
      const expected = sorted(rows, rowOf(queries, q))
      expect(indices[2 * q]).toBe(q)
      expect(distances[2 * q + 1]).toBeCloseTo(expected[1], 9)
    }
  })

  test('of the rows themselves are found by multiplying each two once', () => {
    const random = createRandom(2)
    const rows = matrix(
      Float64Array.from({ length: 135 * 9 }, () => random.normal()),
      135,
      9,
    )
    const { distances } = nearestNeighbours(rows, undefined, { nNeighbors: 2, metric })
    for (let q = 0; q < rows.rows; q++) {
      const [, ...others] = sorted(rows, rowOf(rows, q))
      expect(distances[2 * q]).toBeCloseTo(others[0], 9)
      expect(distances[2 * q + 1]).toBeCloseTo(others[1], 9)
    }
  })

  test('are the first of more equals than are candidates at once', () => {
    const rows = matrix(new Float64Array(300).fill(1).with(0, 7), 100, 3)
    const { indices } = nearestNeighbours(rows, undefined, { nNeighbors: 3, metric })
    expect([...indices.subarray(3, 6)]).toEqual([2, 3, 4])
    expect([...indices.subarray(297)]).toEqual([1, 2, 3])
  })

  test('of the rows themselves leave each row out, and are the first of equals', () => {
    const rows = matrix(Float64Array.of(1, 0, 1, 0, 1, 0, 0, 2), 4, 2)
    for (const given of [rows, sparse(rows)]) {
      const { indices } = nearestNeighbours(given, undefined, { nNeighbors: 2, metric })
      expect([...indices]).toEqual([1, 2, 0, 2, 0, 1, 0, 1])
    }
  })
})

// NearestNeighbors(n_neighbors=3, metric=...).kneighbors(rows[:2]) of scikit-learn 1.9.1
const known = [
  [
    'euclidean',
    [0, 5, 2, 1, 9, 6],
    [0.0, 2.4000000000000004, 8.746999485537883, 0.0, 0.1999999999999999, 2.3999999999999995],
  ],
  [
    'cosine',
    [0, 5, 8, 1, 9, 6],
    [
      1.1102230246251565e-16, 0.009133999933330972, 0.3200078864947722, 1.1102230246251565e-16,
      4.336109596858595e-5, 0.004338193750280772,
    ],
  ],
] as const

test('are those of scikit-learn', () => {
  const rows = matrix(
    Float64Array.from({ length: 40 }, (_, n) => ((n * 7919) % 101) / 10),
    10,
    4,
  )
  const queries = matrix(rows.data.slice(0, 8), 2, 4)
  for (const [metric, places, distances] of known) {
    for (const [given, asked] of [
      [rows, queries],
      [sparse(rows), sparse(queries)],
    ] as const) {
      const found = nearestNeighbours<Matrix | CsrMatrix>(given, asked, { nNeighbors: 3, metric })
      expect([...found.indices]).toEqual(places)
      // Sparse values are of single precision.
      found.distances.forEach((value, n) => {
        expect(value).toBeCloseTo(distances[n], given === rows ? 7 : 2)
      })
    }
  }
})

test('refuses what does not fit', () => {
  const rows = matrix(Float64Array.of(1, 2, 3, 4), 2, 2)
  expect(() => nearestNeighbours(rows, undefined, { nNeighbors: 2 })).toThrow('nNeighbors: 2')
  expect(() => nearestNeighbours(rows, matrix(Float64Array.of(1), 1, 1), { nNeighbors: 1 })).toThrow(
    'queries: 1 columns, expected 2',
  )
  const long = matrix(Float64Array.of(1e200, 0), 1, 2)
  expect(() => nearestNeighbours(rows, long, { nNeighbors: 1 })).toThrow('a row has no finite length')
  const hole = matrix(Float64Array.of(1, Number.NaN), 1, 2)
  expect(() => nearestNeighbours(rows, hole, { nNeighbors: 1 })).toThrow('row 0, column 1 is NaN')
})
