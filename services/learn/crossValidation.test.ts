import { describe, expect, test } from 'vitest'
import { crossValidate, crossValPredict } from './crossValidation.ts'
import { kFold } from './folds.ts'
import { parameterGrid, randomParameters, searchParameters } from './parameterSearch.ts'

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

describe('the search', () => {
  const space = { depth: [1, 2, 3], loss: ['a', 'b'] }

  test('has every combination in its grid', () => {
    expect(parameterGrid(space)).toEqual([
      { depth: 1, loss: 'a' },
      { depth: 1, loss: 'b' },
      { depth: 2, loss: 'a' },
      { depth: 2, loss: 'b' },
      { depth: 3, loss: 'a' },
      { depth: 3, loss: 'b' },
    ])
  })

  test('draws different combinations, the same for the same seed', () => {
    const drawn = randomParameters(space, 4, 7)
    expect(new Set(drawn.map((options) => JSON.stringify(options))).size).toBe(4)
    expect(randomParameters(space, 4, 7)).toEqual(drawn)
    expect(randomParameters(space, 100, 7)).toHaveLength(6)
    const long = Array.from({ length: 200 }, (_, i) => i)
    expect(randomParameters({ a: long, b: long, c: long, d: long }, 50, 1)).toHaveLength(50)
  })

  test('puts the best first, and refuses a score that is no number', async () => {
    const candidates = parameterGrid({ x: [3, 1, 2] })
    const score = async ({ x }: { x: number }) => (x - 2) ** 2
    const byLoss = await searchParameters(candidates, 'lower', score)
    expect(byLoss.map(({ options }) => options.x)).toEqual([2, 3, 1])
    expect((await searchParameters(candidates, 'higher', score))[0].options.x).toBe(3)
    await expect(searchParameters(candidates, 'lower', () => Number.NaN)).rejects.toThrow('{"x":3} is NaN')
    await expect(searchParameters([], 'lower', () => 0)).rejects.toThrow('at least one')
    expect(() => parameterGrid({ x: [] })).toThrow('x: no values')
  })
})
