import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaleOf } from './scale.ts'

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true })

describe('a scale', () => {
  test('has a place between its ends for every value, in their order, with few round ticks', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const scale = scaleOf([values])!
        const places = values.toSorted((a, b) => a - b).map(scale.place)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        expect(places[0]).toBeGreaterThanOrEqual(-1e-9)
        expect(places.at(-1)).toBeLessThanOrEqual(1 + 1e-9)
        expect(scale.ticks.length).toBeGreaterThan(1)
        expect(scale.ticks.length).toBeLessThan(10)
      }),
    )
  })

  test.each([
    [
      [0.3, 9.7],
      [0, 2, 4, 6, 8, 10],
    ],
    [
      [-1, 1],
      [-1, -0.5, 0, 0.5, 1],
    ],
    [
      [5, 5],
      [2, 3, 4, 5, 6, 7, 8],
    ],
  ])('of %j has the ticks %j', (values, ticks) => expect(scaleOf([values])!.ticks).toEqual(ticks))

  test('may be logarithmic: powers of ten around what is above 0', () => {
    const scale = scaleOf([[0, -3, 2, 700]], true)!
    expect(scale.ticks).toEqual([1, 10, 100, 1000])
    expect(scale.place(10)).toBeCloseTo(1 / 3)
    expect(scale.place(0)).toBeNaN()
  })

  test('of nothing finite is none', () => {
    expect(scaleOf([[], [Number.NaN, Number.POSITIVE_INFINITY]])).toBeUndefined()
    expect(scaleOf([[-1, 0]], true)).toBeUndefined()
  })
})
