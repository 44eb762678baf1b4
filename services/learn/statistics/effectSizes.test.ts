import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matrix, matrixFromRows } from '../matrix.ts'
import { cohensD, cramersV, type EffectSize, oddsRatio } from './effectSizes.ts'

const values = ({ value, low, high }: EffectSize) => [value, low, high]
const close = (numbers: readonly number[], digits = 8) =>
  numbers.map((value) => expect.closeTo(value, digits))

// SciPy 1.17.1: chi2_contingency with ncx2 inverted by brentq, odds_ratio(kind='sample'), and the formula in NumPy.
describe('equals SciPy', () => {
  test.each([
    [
      [
        [12, 30, 7],
        [20, 22, 15],
      ],
      [0.22918643272993622, 0, 0.4266806157133672],
    ],
    [
      [
        [90, 20, 10],
        [15, 80, 40],
      ],
      [0.6479515952918627, 0.5293036061215388, 0.7729991107535249],
    ],
    [
      [
        [900, 200],
        [150, 800],
      ],
      [0.6587130932098565, 0.615820918540001, 0.7023488086983258],
    ],
  ])("Cramér's V of %j", (rows, expected) => {
    expect(values(cramersV(matrixFromRows(rows)))).toEqual(close(expected))
  })

  test('odds ratio', () => {
    expect(values(oddsRatio([40, 10, 15, 35]))).toEqual(
      close([9.333333333333334, 3.720247880670393, 23.415405076560003]),
    )
  })

  test("Cohen's d", () => {
    const x = Array.from({ length: 40 }, (_, i) => ((i * 37) % 199) / 10)
    const y = Array.from({ length: 55 }, (_, i) => ((i * 53) % 97) / 7)
    expect(values(cohensD(x, y))).toEqual(close([0.572506266518318, 0.15716548565597016, 0.987847047380666]))
  })
})

test('no relation is 0, a full one 1', () => {
  expect(values(cramersV(matrix(Float64Array.of(10, 20, 30, 60), 2, 2)))).toEqual([0, 0, expect.any(Number)])
  expect(cramersV(matrix(Float64Array.of(50, 0, 0, 50), 2, 2)).value).toBe(1)
  expect(values(cramersV(matrix(Float64Array.of(3, 5), 1, 2)))).toEqual([0, 0, 0])
})

test('odds are the other way round without the trait, and 0 does not make them infinite', () => {
  const count = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(count, count, count, count, (a, b, c, d) => {
      const { value, low, high } = oddsRatio([a, b, c, d])
      const other = oddsRatio([c, d, a, b])
      expect(value * other.value).toBeCloseTo(1, 9)
      expect(low * other.high).toBeCloseTo(1, 9)
      expect(low).toBeLessThan(value)
      expect(high).toBeLessThan(Infinity)
    }),
  )
})

test('an interval of more confidence holds one of less', () => {
  const table = matrix(Float64Array.of(30, 20, 15, 40), 2, 2)
  const [wide, narrow] = [0.99, 0.8].map((confidence) => cramersV(table, { confidence }))
  expect(wide.low).toBeLessThan(narrow.low)
  expect(wide.high).toBeGreaterThan(narrow.high)
})

test('refuses what has no effect to measure', () => {
  expect(() => cohensD([1], [1, 2])).toThrow('samples of 1 and 2 values, expected at least two in each')
  expect(() => cohensD([1, 1], [1, 1])).toThrow('no deviation to measure by')
  expect(() => oddsRatio([1, -1, 2, 3])).toThrow('counts: 1 is -1, expected a number from 0 up')
})
