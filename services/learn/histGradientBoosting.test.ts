import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  fitHistGradientBoosting,
  type HistGradientBoostingModel,
  predictHistGradientBoosting,
  predictRow,
} from './histGradientBoosting.ts'
import type { HistGradientBoostingOptions } from './histGradientBoostingOptions.ts'
import { type Matrix, matrix, rowOf, takeRows } from './matrix.ts'
import { meanSquaredError } from './metrics.ts'
import { createRandom } from './random.ts'
import { curved, curvedTarget, holed, probed } from './testing/curved.ts'

const fitted = (features: Matrix, target: Float64Array, options: HistGradientBoostingOptions = {}) =>
  predictHistGradientBoosting(fitHistGradientBoosting(features, target, options), features)

/** A small table with ties, and missing values or categories where asked. */
const table = fc
  .record({
    rows: fc.integer({ min: 1, max: 80 }),
    columns: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer({ min: 0 }),
    missing: fc.boolean(),
    categories: fc.boolean(),
  })
  .map(({ rows, columns, seed, missing, categories }) => {
    const random = createRandom(seed)
    const draw = () => (missing && random.uniform() < 0.2 ? Number.NaN : random.integer(12))
    return {
      features: matrix(Float64Array.from({ length: rows * columns }, draw), rows, columns),
      target: Float64Array.from({ length: rows }, () => random.normal()),
      options: {
        maxIter: 8,
        minSamplesLeaf: 3,
        maxLeafNodes: 6,
        categoricalFeatures: categories ? [0] : [],
      } satisfies HistGradientBoostingOptions,
    }
  })

describe('against scikit-learn 1.9.1', () => {
  // HistGradientBoostingRegressor(max_iter=5, max_leaf_nodes=6, min_samples_leaf=8, learning_rate=0.3,
  // early_stopping=False, ...) fitted on the 200 rows of testing/curved.ts, predicting rows 0, 11, 25, 60, 111 and 199.
  const options = { maxIter: 5, maxLeafNodes: 6, minSamplesLeaf: 8, learningRate: 0.3, catL2: 0 }
  const probe = (features: Matrix, extra: HistGradientBoostingOptions, values = curvedTarget) => {
    const model = fitHistGradientBoosting(features, values, { ...options, ...extra })
    return Array.from(predictHistGradientBoosting(model, takeRows(features, probed)))
  }
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6))

  test('numbers', () => {
    expect(probe(curved, {})).toEqual(
      close([1.073527005, 1.25584614, 1.755291183, 1.447723056, 0.697633585, 1.348201749]),
    )
  })

  test('more distinct numbers than bins', () => {
    expect(probe(curved, { maxBins: 16 })).toEqual(
      close([1.088563775, 1.38976094, 1.661170212, 1.490289672, 1.143329788, 1.051118324]),
    )
  })

  test('missing values', () => {
    expect(probe(holed, {})).toEqual(
      close([0.741300749, 1.047857002, 1.867446328, 1.662993624, 0.51906131, 1.403466588]),
    )
  })

  test('categories', () => {
    expect(probe(curved, { categoricalFeatures: [2] })).toEqual(
      close([0.74856112, 1.395991793, 1.721475687, 1.895243671, 0.733922991, 1.681840569]),
    )
  })

  test('categories, missing values and a penalty', () => {
    expect(probe(holed, { categoricalFeatures: [2], l2Regularization: 2.5 })).toEqual(
      close([0.458618139, 1.325077382, 1.659043136, 1.871943112, 0.692581337, 1.739761663]),
    )
  })

  test('Poisson loss', () => {
    const counts = curvedTarget.map(Math.exp)
    expect(probe(holed, { loss: 'poisson' }, counts)).toEqual(
      close([2.789553663, 3.769033142, 5.898545649, 4.679735626, 2.93777988, 6.520751933]),
    )
  })
})

describe('by hand', () => {
  test('one tree of two leaves predicts the mean, moved towards the mean of each side', () => {
    const features = matrix(Float64Array.of(1, 2, 3, 4), 4, 1)
    const options = { maxIter: 1, maxLeafNodes: 2, minSamplesLeaf: 1, learningRate: 0.5 }
    expect(Array.from(fitted(features, Float64Array.of(0, 0, 8, 8), options))).toEqual([2, 2, 6, 6])
  })

  test('the penalty shrinks a leaf as if it had that many more rows of no error', () => {
    const features = matrix(Float64Array.of(1, 2, 3, 4), 4, 1)
    const options = { maxIter: 1, minSamplesLeaf: 1, maxLeafNodes: 2, learningRate: 1, l2Regularization: 2 }
    expect(Array.from(fitted(features, Float64Array.of(0, 0, 8, 8), options))).toEqual([2, 2, 6, 6])
  })

  test('sides of categories are shrunk by a penalty of their own', () => {
    const features = matrix(Float64Array.of(...new Array(20).fill(0), ...new Array(20).fill(7)), 40, 1)
    const target = features.data.map((category) => (category === 7 ? 8 : 0))
    const options = { maxIter: 1, learningRate: 1, categoricalFeatures: [0] }
    const predicted = (catL2: number) => [...new Set(fitted(features, target, { ...options, catL2 }))]
    expect(predicted(0)).toEqual([0, 8])
    expect(predicted(20)).toEqual([2, 6])
  })

  test('a constant target is predicted exactly', () => {
    fc.assert(
      fc.property(table, fc.double({ noNaN: true, min: -1e9, max: 1e9 }), ({ features, options }, value) => {
        for (const prediction of fitted(features, new Float64Array(features.rows).fill(value), options)) {
          expect(prediction).toBeCloseTo(value, 5)
        }
      }),
    )
  })

  test('a single row predicts its target', () => {
    expect(Array.from(fitted(matrix(Float64Array.of(7), 1, 1), Float64Array.of(3)))).toEqual([3])
  })

  test('leaves of at least minSamplesLeaf rows: with one row less than twice that, the mean', () => {
    const features = matrix(
      Float64Array.from({ length: 39 }, (_, i) => i),
      39,
      1,
    )
    const target = Float64Array.from({ length: 39 }, (_, i) => i)
    expect(new Set(fitted(features, target))).toEqual(new Set([19]))
  })

  test('a category never seen, and a missing value, follow the larger side', () => {
    const features = matrix(
      Float64Array.from({ length: 100 }, (_, i) => (i < 30 ? 3 : 5)),
      100,
      1,
    )
    const target = Float64Array.from({ length: 100 }, (_, i) => (i < 30 ? -1 : 1))
    const model = fitHistGradientBoosting(features, target, { categoricalFeatures: [0] })
    const [small, large, unseen, high, half, negative, missing] = predictHistGradientBoosting(
      model,
      matrix(Float64Array.of(3, 5, 4, 1e9, 4.5, -1, Number.NaN), 7, 1),
    )
    expect(small).toBeLessThan(large)
    expect([unseen, high, half, negative, missing]).toEqual([large, large, large, large, large])
  })

  test('infinite features are split off', () => {
    const features = matrix(Float64Array.of(-Infinity, 0, 1, Infinity), 4, 1)
    const options = { maxIter: 1, minSamplesLeaf: 1, learningRate: 1 }
    expect(Array.from(fitted(features, Float64Array.of(1, 2, 3, 4), options))).toEqual([1, 2, 3, 4])
  })
})

describe('properties', () => {
  test('the same data and options give the same model', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        const fit = () =>
          fitHistGradientBoosting(features, target, { ...options, earlyStopping: features.rows > 9 })
        expect(fit()).toEqual(fit())
      }),
    )
  })

  test('the order of rows does not matter', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        const reversed = Array.from(target.keys()).reverse()
        const backwards = fitted(takeRows(features, reversed), target.toReversed(), options).reverse()
        const forwards = fitted(features, target, options)
        for (const [r, prediction] of forwards.entries()) expect(backwards[r]).toBeCloseTo(prediction, 6)
      }),
    )
  })

  test('the unit of the target does not matter, however large or small its numbers', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(2 ** 480, 2 ** -480), ({ features, target, options }, unit) => {
        const plain = fitted(features, target, options)
        const scaled = target.map((value) => value * unit)
        expect(fitted(features, scaled, options)).toEqual(plain.map((value) => value * unit))
      }),
    )
  })

  test('an increasing map of a numeric feature changes nothing', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        const bent = { ...features, data: features.data.map((value) => value ** 3 + 5) }
        const numeric = { ...options, categoricalFeatures: [] }
        expect(fitted(bent, target, numeric)).toEqual(fitted(features, target, numeric))
      }),
    )
  })

  test('another tree never raises the squared error on the rows it learned from', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        let before = Infinity
        for (const maxIter of [1, 2, 4, 8]) {
          const error = meanSquaredError(target, fitted(features, target, { ...options, maxIter }))
          expect(error).toBeLessThanOrEqual(before * (1 + 1e-9))
          before = error
        }
      }),
    )
  })

  test('predictions of a Poisson model are positive', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        const counts = target.map((value) => Math.floor(Math.abs(value) * 3) + 1)
        for (const prediction of fitted(features, counts, { ...options, loss: 'poisson' })) {
          expect(prediction).toBeGreaterThan(0)
        }
      }),
    )
  })

  test('one row is predicted as it is among others', () => {
    fc.assert(
      fc.property(table, ({ features, target, options }) => {
        const model = fitHistGradientBoosting(features, target, options)
        const together = predictHistGradientBoosting(model, features)
        for (let r = 0; r < features.rows; r++) {
          expect(predictRow(model, rowOf(features, r))).toBe(together[r])
        }
      }),
    )
  })
})

test('a Poisson model survives a burst among long silence', () => {
  const features = matrix(
    Float64Array.from({ length: 400 }, (_, i) => i % 20),
    400,
    1,
  )
  const target = Float64Array.from({ length: 400 }, (_, i) => (i === 20 ? 1000 : i % 20 === 19 ? 3 : 0))
  const options = { loss: 'poisson', maxIter: 300, learningRate: 0.3, minSamplesLeaf: 5 } as const
  const predictions = fitted(features, target, options)
  expect(Math.max(...predictions)).toBeLessThan(100)
  expect(predictions[0]).toBeCloseTo(50, 1)
  expect(predictions[19]).toBeCloseTo(3, 1)
})

test('a constant target needs no split', () => {
  const features = matrix(
    Float64Array.from({ length: 100 }, (_, i) => i),
    100,
    1,
  )
  const { forest } = fitHistGradientBoosting(features, new Float64Array(100).fill(0.1))
  expect(forest.left.every((child) => child === 0)).toBe(true)
})

test('early stopping keeps fewer trees on noise', () => {
  const random = createRandom(3)
  const features = matrix(
    Float64Array.from({ length: 2000 }, () => random.uniform()),
    500,
    4,
  )
  const target = Float64Array.from({ length: 500 }, () => random.normal())
  const trees = ({ forest }: HistGradientBoostingModel) => forest.roots.length
  expect(trees(fitHistGradientBoosting(features, target))).toBe(100)
  expect(trees(fitHistGradientBoosting(features, target, { earlyStopping: true }))).toBeLessThan(40)
})

describe('refuses', () => {
  const features = matrix(Float64Array.of(1, 2, 3, 4), 4, 1)
  const target = Float64Array.of(1, 2, 3, 4)
  test.each<[string, () => unknown]>([
    ['target: row 2 is NaN', () => fitted(features, Float64Array.of(1, 2, Number.NaN, 4))],
    ['target: 3 values for 4 rows', () => fitted(features, Float64Array.of(1, 2, 3))],
    ['4 x 2 matrix needs 8 numbers, got 4', () => fitted({ ...features, columns: 2 }, target)],
    ['0 x 1 is empty', () => fitted(matrix(new Float64Array(), 0, 1), new Float64Array())],
    ['target: numbers so large', () => fitted(features, Float64Array.of(1e308, 1e308, 1e308, 1e308))],
    ['learningRate: 0', () => fitted(features, target, { learningRate: 0 })],
    ['maxLeafNodes: 1', () => fitted(features, target, { maxLeafNodes: 1 })],
    ['maxBins: 256, expected a number from 2 to 255', () => fitted(features, target, { maxBins: 256 })],
    ['categoricalFeatures: 1', () => fitted(features, target, { categoricalFeatures: [1] })],
    ['loss: huber', () => fitted(features, target, { loss: 'huber' as 'poisson' })],
    ['target: row 0 is -1', () => fitted(features, Float64Array.of(-1, 2, 3, 4), { loss: 'poisson' })],
    ['target: all 0', () => fitted(features, new Float64Array(4), { loss: 'poisson' })],
    [
      'row 1, column 0 is 2.5, expected a category',
      () =>
        fitted(matrix(Float64Array.of(1, 2.5), 2, 1), Float64Array.of(1, 2), { categoricalFeatures: [0] }),
    ],
    [
      '1 columns, but the model was fitted on 2',
      () =>
        predictHistGradientBoosting(fitHistGradientBoosting(matrix(target, 2, 2), target.slice(2)), features),
    ],
  ])('%s', (message, act) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})
