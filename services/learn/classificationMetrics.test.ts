import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  accuracy,
  balancedAccuracy,
  classScores,
  confusionMatrix,
  logLoss,
  macroF1,
  rocAuc,
} from './classificationMetrics.ts'
import { matrixFromRows } from './matrix.ts'

const index = Array.from({ length: 40 }, (_, i) => i)
const truth = index.map((i) => Number((i * 7) % 10 < 3) + Number((i * 11) % 13 < 4))
const prediction = index.map((i) => Number((i * 3) % 7 < 3) + Number(i % 5 === 0))
const scores = index.map((i) => ((i * 17) % 23) / 23)
const isSome = truth.map((label) => Number(label > 0))

test('the scores are those of scikit-learn 1.9.1 on the same 40 rows', () => {
  expect(accuracy(truth, prediction)).toBe(0.525)
  expect(balancedAccuracy(truth, prediction)).toBeCloseTo(0.4527863777089783, 12)
  expect(macroF1(truth, prediction)).toBeCloseTo(0.4527863777089783, 12)
  const { classes, counts } = confusionMatrix(truth, prediction)
  expect(Array.from(classes)).toEqual([0, 1, 2])
  expect(Array.from(counts.data)).toEqual([11, 7, 1, 6, 9, 2, 2, 1, 1])
  expect(classScores(truth, prediction)[1]).toEqual({
    label: 1,
    precision: expect.closeTo(0.52941176, 8),
    recall: expect.closeTo(0.52941176, 8),
    f1: expect.closeTo(0.52941176, 8),
    support: 17,
  })
  expect(rocAuc(isSome, scores)).toBeCloseTo(0.42606516290726815, 12)
  const rounded = scores.map((score) => Number(score.toFixed(1)))
  expect(rocAuc(isSome, rounded)).toBeCloseTo(0.4335839598997494, 12)
  const probabilities = scores.map((s) => [s + 0.1, 1.2 - s, 0.5].map((p) => p / 1.8))
  expect(logLoss(truth, matrixFromRows(probabilities), [0, 1, 2])).toBeCloseTo(1.1268157334020408, 10)
})

test('a label that is never predicted, or only predicted, counts 0 and not NaN', () => {
  expect(classScores([0, 0, 1], [0, 0, 2]).map(({ f1 }) => f1)).toEqual([1, 0, 0])
  expect(balancedAccuracy([0, 0, 1], [0, 0, 2])).toBe(0.5)
})

test('the area turns round with the scores', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 4,
  })
  fc.assert(
    fc.property(rows, (pairs) => {
      const labels = pairs.map(([label]) => label)
      fc.pre(new Set(labels).size === 2)
      const forward = rocAuc(
        labels,
        pairs.map(([, score]) => score),
      )
      expect(
        rocAuc(
          labels,
          pairs.map(([, score]) => -score),
        ),
      ).toBeCloseTo(1 - forward, 12)
    }),
  )
})

test('what cannot be scored is refused', () => {
  expect(() => accuracy([1], [1, 2])).toThrow('1 true labels and 2 predictions')
  expect(() => accuracy([1], [Number.NaN])).toThrow('row 0: the truth is 1 and the prediction NaN')
  expect(() => rocAuc([0, 1, 2], [0, 1, 2])).toThrow('3 labels, expected two')
  expect(() => rocAuc([1, 1], [0, 1])).toThrow('every row is 1')
  expect(() => logLoss([3], matrixFromRows([[1]]), [0])).toThrow('row 0 is 3, expected one of 0')
})
