import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameterGrid, randomParameters, searchParameters } from './parameterSearch.ts'

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

  test('draws different combinations of the values, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (count, seed) => {
        const drawn = randomParameters(space, count, seed)
        expect(drawn).toHaveLength(Math.min(count, 6))
        expect(new Set(drawn.map((options) => JSON.stringify(options))).size).toBe(drawn.length)
        expect(parameterGrid(space)).toEqual(expect.arrayContaining(drawn))
        expect(randomParameters(space, count, seed)).toEqual(drawn)
      }),
    )
    const long = Array.from({ length: 200 }, (_, i) => i)
    expect(randomParameters({ a: long, b: long, c: long, d: long }, 50, 1)).toHaveLength(50)
    expect(randomParameters({}, 9, 1)).toEqual([{}])
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
