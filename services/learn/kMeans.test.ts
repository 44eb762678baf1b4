import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choiceLengths, createChoice } from './clusters/chooseCentres.ts'
import { createLloyd, lloydLengths } from './clusters/lloyd.ts'
import { headShare } from './clusters/review.ts'
import { createRowBlocks } from './clusters/rowBlocks.ts'
import { squaredDistance } from './clusters/squaredDistance.ts'
import { fitKMeans, predictKMeans } from './kMeans.ts'
import { type Matrix, matrix, matrixFromRows, rowOf, takeRows } from './matrix.ts'
import { createRandom } from './random.ts'

const features = matrixFromRows(
  Array.from({ length: 200 }, (_, i) => [((i * 37) % 199) / 10, ((i * 53) % 97) / 7, ((i * 5) % 7) * 3]),
)

const problem = fc
  .record({
    rows: fc.integer({ min: 6, max: 150 }),
    columns: fc.integer({ min: 1, max: 6 }),
    count: fc.integer({ min: 1, max: 6 }),
    seed: fc.integer({ min: 0 }),
  })
  .map(({ rows, columns, count, seed }) => {
    const random = createRandom(seed)
    const data = Float64Array.from({ length: rows * columns }, () => random.normal() + 3 * random.integer(3))
    return { features: matrix(data, rows, columns), count, seed }
  })

function tableOf(features: Matrix, count: number) {
  const { rows, columns } = features
  const lengths = { ...choiceLengths(rows, columns, count), ...lloydLengths(rows, columns, count) }
  return createRowBlocks(features, headShare(columns), lengths)
}

const square = (features: Matrix, row: number, centres: Matrix, k: number) =>
  rowOf(features, row).reduce((sum, x, c) => sum + (x - rowOf(centres, k)[c]) ** 2, 0)

function nearest(features: Matrix, centres: Matrix): number[] {
  return Array.from({ length: features.rows }, (_, row) => {
    const squares = Array.from({ length: centres.rows }, (_, k) => square(features, row, centres, k))
    return squares.indexOf(Math.min(...squares))
  })
}

function meansOf(features: Matrix, labels: ArrayLike<number>, count: number): Matrix {
  const means = new Float64Array(count * features.columns)
  const sizes = new Float64Array(count)
  for (let row = 0; row < features.rows; row++) {
    sizes[labels[row]]++
    rowOf(features, row).forEach((x, c) => {
      means[labels[row] * features.columns + c] += x
    })
  }
  return matrix(
    means.map((sum, i) => sum / sizes[Math.floor(i / features.columns)]),
    count,
    features.columns,
  )
}

describe('K-Means', () => {
  // The best inertia of scikit-learn 1.9.1 in 50 and 200 runs with tol=0.
  test.each([
    [4, 6416.433685041016],
    [7, 4490.558074342287],
  ])('of %d clusters finds the optimum that scikit-learn finds', (nClusters, inertia) => {
    const { model, labels } = fitKMeans(features, { nClusters, nInit: 200, tol: 0 })
    expect(model.inertia).toBeCloseTo(inertia, 6)
    expect(predictKMeans(model, features)).toEqual(labels)
    const squares = labels.reduce((sum, label, row) => sum + square(features, row, model.centres, label), 0)
    expect(squares).toBeCloseTo(inertia, 6)
  })

  test('without a tolerance ends where each row is with the nearest mean', () => {
    fc.assert(
      fc.property(problem, ({ features, count, seed }) => {
        const { model, labels } = fitKMeans(features, { nClusters: count, tol: 0, seed })
        expect([...labels]).toEqual(nearest(features, model.centres))
        const means = meansOf(features, labels, count)
        model.centres.data.forEach((value, i) => {
          expect(value).toBeCloseTo(means.data[i], 9)
        })
      }),
    )
  })

  test('single precision changes nothing: its iterations are those of Lloyd', () => {
    fc.assert(
      fc.property(problem, fc.integer({ min: 1, max: 8 }), ({ features, count, seed }, iterations) => {
        const table = tableOf(features, count)
        const start = takeRows(features, createChoice(table, features.rows, count)(createRandom(seed)))
        let centres = start
        for (let i = 0; i < iterations; i++) centres = meansOf(features, nearest(features, centres), count)
        const found = createLloyd(features, table, count)(start, iterations, 0)
        fc.pre(centres.data.every(Number.isFinite))
        found.centres.data.forEach((value, i) => {
          expect(value).toBeCloseTo(centres.data[i], 9)
        })
        expect([...found.labels]).toEqual(nearest(features, centres))
      }),
    )
  })

  test('rows that are passed over stay with their nearest centre, through all iterations', () => {
    const random = createRandom(8)
    const even = matrix(
      Float64Array.from({ length: 3000 }, () => random.uniform()),
      1500,
      2,
    )
    const { model, labels } = fitKMeans(even, { nClusters: 9, tol: 0 })
    expect(model.iterations).toBeGreaterThan(15)
    expect([...labels]).toEqual(nearest(even, model.centres))
    const start = takeRows(even, createChoice(tableOf(even, 9), 1500, 9)(createRandom(0)))
    let centres = start
    for (let i = 0; i < model.iterations; i++) centres = meansOf(even, nearest(even, centres), 9)
    centres.data.forEach((value, i) => {
      expect(value).toBeCloseTo(model.centres.data[i], 12)
    })
  })

  test('tells apart centres that single precision does not', () => {
    const sides = Array.from({ length: 100 }, (_, i) => i % 2)
    const far = matrixFromRows([[1e9], [-1e9], ...sides.map((side, i) => [1e-3 * side + 1e-6 * i])])
    const { labels } = fitKMeans(far, { nClusters: 4, nInit: 9 })
    expect(new Set(sides.map((side, i) => `${side} ${labels[2 + i]}`)).size).toBe(2)
  })

  test('the first centres are rows, spread as far as greedy choice spreads them', () => {
    const random = createRandom(4)
    const groups = Array.from({ length: 400 }, (_, i) => [100 * (i % 7) + random.uniform(), random.uniform()])
    const blobs = matrixFromRows(groups)
    for (let seed = 0; seed < 20; seed++) {
      const chosen = createChoice(tableOf(blobs, 7), 400, 7)(createRandom(seed))
      expect(new Set([...chosen].map((row) => row % 7)).size).toBe(7)
    }
  })

  test('many first centres, for which more than four rows are drawn, are of as many groups', () => {
    const blobs = matrixFromRows(Array.from({ length: 601 }, (_, i) => [100 * (i % 30), i / 601]))
    const chosen = createChoice(tableOf(blobs, 30), 601, 30)(createRandom(1))
    expect(new Set([...chosen].map((row) => row % 30)).size).toBe(30)
  })

  test.each([1e-25, 1e25])('rows may differ by %d from those that give shifts and scale', (size) => {
    const random = createRandom(5)
    const some = matrixFromRows(
      Array.from({ length: 600 }, (_, i) => [
        random.normal() * (i % 16 === 0 ? 1 : size),
        random.uniform() / size,
      ]),
    )
    const { labels, model } = fitKMeans(some, { nClusters: 3, tol: 0 })
    expect([...labels]).toEqual(nearest(some, model.centres))
  })

  test('finds clusters that lie apart, the same for the same seed', () => {
    const random = createRandom(3)
    const truth = Array.from({ length: 500 }, () => random.integer(5))
    const blobs = matrixFromRows(truth.map((k) => [10 * k + random.normal(), (k % 2) * 10 + random.normal()]))
    const { labels } = fitKMeans(blobs, { nClusters: 5, nInit: 3 })
    expect(new Set(truth.map((k, row) => `${k} ${labels[row]}`)).size).toBe(5)
    expect(fitKMeans(blobs, { nClusters: 5, seed: 9 })).toEqual(fitKMeans(blobs, { nClusters: 5, seed: 9 }))
  })

  test('equal rows are of one cluster, even where more are asked for than there are distinct rows', () => {
    const pair = matrixFromRows([...Array.from({ length: 9 }, () => [1, 1]), [2, 2]])
    const { model, labels } = fitKMeans(pair, { nClusters: 3 })
    expect(model.inertia).toBe(0)
    expect(new Set(labels.subarray(0, 9)).size).toBe(1)
    expect(labels[9]).not.toBe(labels[0])
    expect(predictKMeans(model, pair)).toEqual(labels)
    expect([...model.centres.data].every((x) => x === 1 || x === 2)).toBe(true)
  })

  test.each([
    [{ nClusters: 201 }, 'nClusters: 201, expected a number from 1 to 200'],
    [{ nInit: 0 }, 'nInit: 0'],
    [{ maxIter: 1.5 }, 'maxIter: 1.5, expected an integer'],
    [{ tol: Number.NaN }, 'tol: NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => fitKMeans(features, options)).toThrow(message)
  })

  test('refuses missing values and other columns', () => {
    const { model } = fitKMeans(features)
    expect(() => fitKMeans(matrix(Float64Array.of(1, NaN), 2, 1), { nClusters: 1 })).toThrow(
      'row 1, column 0',
    )
    expect(() => fitKMeans(matrix(Float64Array.of(1e200, 0), 2, 1), { nClusters: 1 })).toThrow('too large')
    expect(() => predictKMeans(model, matrix(new Float64Array(4), 2, 2))).toThrow('fitted on 3')
  })
})

test('a squared distance is that of its rows alone', () => {
  const values = Float64Array.from({ length: 30 }, (_, i) => i * i)
  for (let columns = 0; columns <= 9; columns++) {
    let expected = 0
    for (let c = 0; c < columns; c++) expected += (values[2 + c] - values[13 + c]) ** 2
    expect(squaredDistance(values, 2, values, 13, columns)).toBe(expected)
  }
})
