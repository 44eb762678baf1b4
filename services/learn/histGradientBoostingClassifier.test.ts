import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logLoss } from './boosting/logLoss.ts'
import {
  fitHistGradientBoostingClassifier as fit,
  forestsOf,
  type HistGradientBoostingClassifierOptions,
  predictClasses,
  predictProbabilities,
} from './histGradientBoostingClassifier.ts'
import {
  decodeHistGradientBoostingClassifier,
  encodeHistGradientBoostingClassifier,
} from './histGradientBoostingClassifierFile.ts'
import { type Matrix, matrix, rowOf, takeRows } from './matrix.ts'
import { decodeModel, encodeModel, type ModelArray, ModelError } from './modelFile.ts'
import { createRandom } from './random.ts'
import { curved, curvedTarget, holed, probed } from './testing/curved.ts'

const table = fc
  .record({
    rows: fc.integer({ min: 12, max: 80 }),
    columns: fc.integer({ min: 1, max: 3 }),
    classes: fc.integer({ min: 2, max: 4 }),
    seed: fc.integer({ min: 0 }),
  })
  .map(({ rows, columns, classes, seed }) => {
    const random = createRandom(seed)
    const draw = () => (random.uniform() < 0.1 ? Number.NaN : random.integer(12))
    return {
      features: matrix(Float64Array.from({ length: rows * columns }, draw), rows, columns),
      labels: Float64Array.from({ length: rows }, (_, r) => (r < classes ? r : random.integer(classes))),
      options: {
        maxIter: 6,
        minSamplesLeaf: 3,
        maxLeafNodes: 6,
      } satisfies HistGradientBoostingClassifierOptions,
    }
  })

describe('against scikit-learn 1.9.1', () => {
  // HistGradientBoostingClassifier(max_iter=5, max_leaf_nodes=6, min_samples_leaf=8, learning_rate=0.3,
  // early_stopping=False, ...): predict_proba of rows 0, 11, 25, 60, 111 and 199.
  const two = curvedTarget.map((value) => Number(value > 1))
  const three = curvedTarget.map((value) => Number(value >= 0.6) + Number(value >= 1.5))
  const options = { maxIter: 5, maxLeafNodes: 6, minSamplesLeaf: 8, learningRate: 0.3, catL2: 0 }
  const probe = (features: Matrix, labels: Float64Array, extra: HistGradientBoostingClassifierOptions) => {
    const model = fit(features, labels, { ...options, ...extra })
    const probabilities = predictProbabilities(model, takeRows(features, probed))
    return probed.map((_, r) => Array.from(rowOf(probabilities, r)))
  }
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6))

  test.each<[string, Matrix, HistGradientBoostingClassifierOptions, number[]]>([
    ['numbers', curved, {}, [0.360298415, 0.602723025, 0.8253317, 0.768156629, 0.246492704, 0.721641794]],
    [
      'categories, missing values and a penalty',
      holed,
      { categoricalFeatures: [2], l2Regularization: 2.5 },
      [0.255708299, 0.710775863, 0.741834157, 0.741834157, 0.167317715, 0.724341456],
    ],
  ])('two classes: %s', (_, features, extra, ones) => {
    expect(probe(features, two, extra)).toEqual(ones.map((one) => close([1 - one, one])))
  })

  test.each<[string, Matrix, HistGradientBoostingClassifierOptions, number[][]]>([
    [
      'numbers',
      curved,
      {},
      [
        [0.398071545, 0.387452366, 0.214476089],
        [0.253650302, 0.055216434, 0.691133264],
        [0.087857233, 0.325722996, 0.586419771],
        [0.186328753, 0.370861807, 0.44280944],
        [0.155304163, 0.655666508, 0.189029329],
        [0.188525054, 0.43762853, 0.373846416],
      ],
    ],
    [
      'categories and missing values',
      holed,
      { categoricalFeatures: [2] },
      [
        [0.604163496, 0.302749667, 0.093086837],
        [0.333845466, 0.163215571, 0.502938963],
        [0.051371102, 0.159522363, 0.789106535],
        [0.134750026, 0.341909038, 0.523340936],
        [0.387608762, 0.554474441, 0.057916797],
        [0.063463724, 0.208349871, 0.728186405],
      ],
    ],
  ])('three classes, whose trees take two thirds of a step: %s', (_, features, extra, rows) => {
    const learningRate = (options.learningRate * 3) / 2
    expect(probe(features, three, { ...extra, learningRate })).toEqual(rows.map(close))
  })
})

describe('by hand', () => {
  test('without a useful column, the shares of the classes', () => {
    const features = matrix(new Float64Array(10), 10, 1)
    const labels = [7, 7, 7, 7, 7, -1, -1, -1, 2, 2]
    const { data } = predictProbabilities(fit(features, labels), takeRows(features, [0]))
    expect(Array.from(data)).toEqual([0.3, 0.2, 0.5].map((share) => expect.closeTo(share, 12)))
  })

  test('one tree of two leaves moves the log-odds by a Newton step', () => {
    const features = matrix(Float64Array.of(1, 1, 2, 2), 4, 1)
    const options = { maxIter: 1, maxLeafNodes: 2, minSamplesLeaf: 1, learningRate: 0.5 }
    const { data } = predictProbabilities(fit(features, [0, 0, 1, 1], options), features)
    const one = 1 / (1 + Math.exp(-0.5 * 2))
    expect(data[7]).toBeCloseTo(one, 12)
    expect(data[1]).toBeCloseTo(1 - one, 12)
  })
})

describe('properties', () => {
  test('probabilities are positive, sum to 1, and the greatest names the class', () => {
    fc.assert(
      fc.property(table, ({ features, labels, options }) => {
        const model = fit(features, labels, options)
        const probabilities = predictProbabilities(model, features)
        const classes = predictClasses(model, features)
        for (let r = 0; r < features.rows; r++) {
          const row = rowOf(probabilities, r)
          expect(row.every((value) => value > 0 && value < 1)).toBe(true)
          expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
          expect(row[model.classes.indexOf(classes[r])]).toBe(Math.max(...row))
        }
      }),
    )
  })

  test('other names of the classes, in the same order, change nothing else', () => {
    fc.assert(
      fc.property(table, ({ features, labels, options }) => {
        const renamed = labels.map((label) => label * 3.5 - 2)
        const model = fit(features, renamed, options)
        expect({ ...model, classes: 0 }).toEqual({ ...fit(features, labels, options), classes: 0 })
        expect(Array.from(model.classes, (name) => (name + 2) / 3.5)).toEqual(
          Array.from(new Set(labels)).sort(),
        )
      }),
    )
  })

  test('another round never raises the loss on the rows it learned from, early or late', () => {
    fc.assert(
      fc.property(table, ({ features, labels, options }) => {
        const losses = [1, 2, 4, 8].map((maxIter) => {
          const { data, columns } = predictProbabilities(
            fit(features, labels, { ...options, maxIter }),
            features,
          )
          return labels.reduce((sum, label, r) => sum - Math.log(data[r * columns + label]), 0)
        })
        expect(losses).toEqual(losses.toSorted((a, b) => b - a))
      }),
    )
  })

  test('the derivatives are those of the loss, after any steps', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(5), fc.double({ min: -3, max: 3, noNaN: true })))
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), steps, (classes, taken) => {
        const target = Float64Array.of(0, 1, classes - 1, 0, 1, 1, 2 % classes)
        const loss = logLoss(classes)
        const shares = loss.baselines(target.map((_, r) => r % classes))
        const raw = Array.from(shares, (baseline) => new Float64Array(target.length).fill(baseline))
        const { gradients, hessians, advance, finishRound } = loss.descend(target, shares)
        for (const [output, row, step] of taken) {
          const k = output % loss.outputs
          advance(k, Int32Array.of(row), step)
          raw[k][row] += step
          finishRound()
        }
        const slope = (k: number, r: number, at = 0) => {
          const lossAt = (change: number) =>
            loss.loss(
              target,
              raw.map((values, j) => (j === k ? values.with(r, values[r] + at + change) : values)),
            )
          return ((lossAt(1e-4) - lossAt(-1e-4)) / 2e-4) * target.length
        }
        for (let k = 0; k < loss.outputs; k++) {
          for (let r = 0; r < target.length; r++) {
            expect(gradients[k][r]).toBeCloseTo(slope(k, r), 5)
            expect(hessians[k][r]).toBeCloseTo((slope(k, r, 1e-3) - slope(k, r, -1e-3)) / 2e-3, 4)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
})

test('classes that a column tells apart for sure stay finite through many rounds', () => {
  const features = matrix(
    Float64Array.from({ length: 90 }, (_, r) => r),
    90,
    1,
  )
  for (const classes of [2, 3]) {
    const labels = Array.from({ length: 90 }, (_, r) => Math.floor((r * classes) / 90))
    const model = fit(features, labels, { maxIter: 2000, learningRate: 1 })
    const { data } = predictProbabilities(model, features)
    expect(data.every(Number.isFinite)).toBe(true)
    expect(Array.from(predictClasses(model, features))).toEqual(labels)
  }
})

test('early stopping keeps the shares of the classes, and fewer trees on noise', () => {
  const random = createRandom(3)
  const features = matrix(Float64Array.from({ length: 1200 }, random.uniform), 400, 3)
  const labels = Array.from({ length: 400 }, (_, r) => (r < 2 ? 2 : random.integer(2)))
  const model = fit(features, labels, { earlyStopping: true })
  expect(Array.from(model.classes)).toEqual([0, 1, 2])
  expect(forestsOf(model)[0].roots.length).toBeLessThan(40)
  const rare = { earlyStopping: true, validationFraction: 0.995 }
  expect(() => fit(features, labels, rare)).toThrow('0.995 of 400 rows leaves 2 to learn from, expected 3')
})

describe('a file', () => {
  const model = fit(holed, curvedTarget.map(Math.floor), { maxIter: 4, categoricalFeatures: [2] })
  const bytes = encodeHistGradientBoostingClassifier(model)

  test('gives back the model', () => {
    expect(decodeHistGradientBoostingClassifier(bytes)).toEqual(model)
  })

  test.each<[string, { readonly [name: string]: ModelArray }, string]>([
    ['one class', { classes: Float64Array.of(1) }, '1 classes'],
    ['another number of baselines', { baselines: Float64Array.of(1, 2) }, '2 baselines'],
    ['a tree too few', { roots: model.forest.roots.slice(1) }, 'trees for'],
    ['rows that vanish', { count: model.forest.count.with(0, 7) }, 'has 7 rows at node 0'],
  ])('with %s is refused', (_, arrays, message) => {
    const content = decodeModel(bytes, 'hist-gradient-boosting-classifier')
    const spoilt = encodeModel({ ...content, arrays: { ...content.arrays, ...arrays } })
    expect(() => decodeHistGradientBoostingClassifier(spoilt)).toThrow(ModelError)
    expect(() => decodeHistGradientBoostingClassifier(spoilt)).toThrow(message)
  })
})

describe('refuses', () => {
  const features = matrix(Float64Array.of(1, 2, 3), 3, 1)
  test.each<[string, () => unknown]>([
    ['labels: every row is 4, expected at least two classes', () => fit(features, [4, 4, 4])],
    ['row 1 is NaN', () => fit(features, [0, Number.NaN, 1])],
    [
      'labels: 300 different values, expected at most 256 classes',
      () =>
        fit(
          matrix(new Float64Array(300), 300, 1),
          Array.from({ length: 300 }, (_, r) => r),
        ),
    ],
    [
      '2 columns, but the model was fitted on 1',
      () => predictClasses(fit(features, [0, 1, 0]), matrix(new Float64Array(2), 1, 2)),
    ],
  ])('%s', (message, act) => {
    expect(act).toThrow(RangeError)
    expect(act).toThrow(message)
  })
})
