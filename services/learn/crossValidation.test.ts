import { describe, expect, test } from 'vitest'
import { crossValidate, crossValPredict } from './crossValidation.ts'
import { kFold } from './folds.ts'

const target = Float64Array.of(1, 2, 3, 4, 5, 6)

describe('cross-validation', () => {
  test('sums up what the folds score', async () => {
    const scores = await crossValidate(kFold(6, { nSplits: 3 }), ({ test }) => ({ first: target[test[0]] }))
    expect(scores).toEqual({ first: { mean: 3, deviation: Math.sqrt(8 / 3), folds: [1, 3, 5] } })
  })

  test('predicts each row by a model that has not seen it', async () => {
    const meanOf = (rows: Uint32Array) => rows.reduce((sum, row) => sum + target[row], 0) / rows.length
    const predictions = await crossValPredict(6, kFold(6, { nSplits: 3 }), async ({ train, test }) =>
      new Float64Array(test.length).fill(meanOf(train)),
    )
    expect(Array.from(predictions)).toEqual([4.5, 4.5, 3.5, 3.5, 2.5, 2.5])
  })

  test('needs folds that test every row', async () => {
    const [first] = kFold(6)
    await expect(crossValPredict(6, [first], ({ test }) => new Float64Array(test.length))).rejects.toThrow(
      'row 2 is tested 0 times',
    )
  })
})
