import { expect, test } from 'vitest'
import { kFold } from './folds.ts'
import { matrix, take, takeRows } from './matrix.ts'
import { rootMeanSquaredError } from './metrics.ts'
import { createRandom } from './random.ts'
import { fitRidge, predictRidge } from './ridge.ts'
import { type FoldPrediction, fitStack } from './stacking.ts'

const random = createRandom(3)
const rows = 300
const features = matrix(Float64Array.from({ length: rows * 2 }, random.normal), rows, 2)
const target = Float64Array.from({ length: rows }, (_, r) => {
  return 2 * features.data[2 * r] - features.data[2 * r + 1] + 0.3 * random.normal()
})

/** A ridge that sees one column only. */
const onColumn = (c: number): FoldPrediction => {
  const column = matrix(
    Float64Array.from({ length: rows }, (_, r) => features.data[2 * r + c]),
    rows,
    1,
  )
  return ({ train, test }) =>
    predictRidge(fitRidge(takeRows(column, train), take(target, train)), takeRows(column, test))
}

test('the combination errs less than any of its learners, and leaves out what tells nothing', async () => {
  const noise: FoldPrediction = ({ test }) => Float64Array.from(test, (row) => Math.sin(row * 99))
  const folds = kFold(rows, { shuffle: true, seed: 1 })
  const { outOfFold, combination } = await fitStack(target, folds, [onColumn(0), onColumn(1), noise])
  const error = rootMeanSquaredError(target, predictRidge(combination, outOfFold))
  for (let c = 0; c < 3; c++) {
    const alone = Float64Array.from(target, (_, r) => outOfFold.data[3 * r + c])
    expect(error).toBeLessThan(0.5 * rootMeanSquaredError(target, alone))
  }
  expect(error).toBeCloseTo(0.3, 1)
  expect(combination.coefficients[0]).toBeCloseTo(1, 1)
  expect(Math.abs(combination.coefficients[2])).toBeLessThan(0.1)
})

test('no row is predicted by a model that has seen it', async () => {
  const folds = kFold(rows)
  const seen: FoldPrediction = ({ train, test }) => {
    const known = new Set(train)
    return Float64Array.from(test, (row) => (known.has(row) ? 1 : 0))
  }
  const { outOfFold } = await fitStack(target, folds, [seen])
  expect(outOfFold.data.every((value) => value === 0)).toBe(true)
  await expect(fitStack(target, [folds[0]], [seen])).rejects.toThrow('row 60 is tested 0 times')
})
