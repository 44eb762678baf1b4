import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matrix, matrixFromRows } from '../matrix.ts'
import { createRandom } from '../random.ts'
import { chiSquaredOfSamples, chiSquaredOfTable } from './chiSquared.ts'
import { cramerVonMises } from './cramerVonMises.ts'
import { kolmogorovSmirnov } from './kolmogorovSmirnov.ts'
import { maximumMeanDiscrepancy } from './maximumMeanDiscrepancy.ts'
import { populationStabilityIndex } from './populationStability.ts'

const sequence = (length: number, step: number, modulus: number, divisor: number) =>
  Array.from({ length }, (_, i) => ((i * step) % modulus) / divisor)

// SciPy 1.17.1 and scikit-learn 1.9.1 on these numbers.
const x = sequence(40, 37, 199, 10)
const y = sequence(55, 53, 97, 7)
const later = (by: number) => y.map((value) => value + by)
const tiedX = Array.from({ length: 40 }, (_, i) => (i * i) % 7)
const tiedY = Array.from({ length: 30 }, (_, i) => (i * i) % 5)

const normals = (seed: number, length: number, shift = 0) => {
  const random = createRandom(seed)
  return Float64Array.from({ length }, () => random.normal() + shift)
}
const sample = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 12 })

describe('Kolmogorov and Smirnov', () => {
  test.each([
    ['different sizes', x, y, 0.325, 0.011235448349412902],
    ['shifted', x, later(4), 0.2318181818181818, 0.13927486260151423],
    ['one size', x, later(9).slice(0, 40), 0.475, 0.00018791118070078278],
    ['ties', tiedX, tiedY, 0.175, 0.6182530877166545],
  ])('exact p value of SciPy: %s', (_, a, b, statistic, pValue) => {
    const found = kolmogorovSmirnov(a, b)
    expect(found.statistic).toBeCloseTo(statistic, 14)
    expect(Math.abs(found.pValue / pValue - 1)).toBeLessThan(1e-11)
    expect(kolmogorovSmirnov(b, a)).toEqual(found)
  })

  test('limit of the distribution, as SciPy has it', () => {
    expect(kolmogorovSmirnov(x, y, { method: 'asymptotic' }).pValue).toBeCloseTo(0.01501120276822495, 12)
    expect(kolmogorovSmirnov([1, 2, 3], [1, 2, 3], { method: 'asymptotic' }).pValue).toBe(1)
  })

  test.each([
    [4, 6],
    [5, 5],
  ])('the exact value of %d and %d is that of all arrangements counted one by one', (sizeX, sizeY) => {
    const arrangements = (m: number, n: number): number[][] =>
      m + n === 0
        ? [[]]
        : [
            ...(m > 0 ? arrangements(m - 1, n).map((rest) => [0, ...rest]) : []),
            ...(n > 0 ? arrangements(m, n - 1).map((rest) => [1, ...rest]) : []),
          ]
    const valuesOf = (order: number[], which: number) => order.flatMap((w, i) => (w === which ? [i] : []))
    const all = arrangements(sizeX, sizeY).map((order) =>
      kolmogorovSmirnov(valuesOf(order, 0), valuesOf(order, 1)),
    )
    for (const { statistic, pValue } of all) {
      const asFar = all.filter((other) => other.statistic >= statistic - 1e-12).length
      expect(pValue).toBeCloseTo(asFar / all.length, 12)
    }
  })

  test('exact and limit agree on large samples', () => {
    const [a, b] = [normals(1, 4000), normals(2, 3000, 0.04)]
    const exact = kolmogorovSmirnov(a, b).pValue
    expect(kolmogorovSmirnov(a, b, { method: 'asymptotic' }).pValue).toBeCloseTo(exact, 2)
  })
})

describe('Cramér and von Mises', () => {
  test.each([
    ['different sizes', x, y, 0.6109928229665069, 0.020927522064302373],
    ['shifted', x, later(4), 0.30767344497607674, 0.12941165652581244],
    ['ties', tiedX, tiedY, 0.1991071428571427, 0.2734306756915531],
  ])('asymptotic p value of SciPy: %s', (_, a, b, statistic, pValue) => {
    const found = cramerVonMises(a, b)
    expect(found.statistic).toBeCloseTo(statistic, 12)
    expect(found.pValue).toBeCloseTo(pValue, 10)
  })

  test('samples that lie apart have no chance', () => {
    expect(cramerVonMises(normals(1, 500), normals(2, 500, 9)).pValue).toBe(0)
    expect(() => cramerVonMises([1], [2, 3])).toThrow('samples of 1 and 2 values, expected at least two')
  })
})

describe('chi-squared', () => {
  test('has the values of SciPy', () => {
    const found = chiSquaredOfTable(
      matrixFromRows([
        [12, 30, 7],
        [20, 22, 15],
      ]),
    )
    expect(found.statistic).toBeCloseTo(5.567800620432199, 12)
    expect(found.pValue).toBeCloseTo(0.06179700921825892, 12)
    expect(found.degreesOfFreedom).toBe(2)
  })

  test('empty rows and columns change nothing', () => {
    const plain = matrix(Float64Array.of(3, 5, 8, 2), 2, 2)
    const padded = matrix(Float64Array.of(3, 0, 5, 0, 0, 0, 8, 0, 2), 3, 3)
    expect(chiSquaredOfTable(padded)).toEqual(chiSquaredOfTable(plain))
    expect(chiSquaredOfTable(matrix(Float64Array.of(3, 5), 1, 2))).toMatchObject({ statistic: 0, pValue: 1 })
  })

  test('counts the categories of samples', () => {
    const table = matrix(Float64Array.of(2, 1, 0, 0, 1, 3), 2, 3)
    expect(chiSquaredOfSamples([7, 7, 9], [9, 4, 4, 4])).toEqual(chiSquaredOfTable(table))
  })

  test('refuses counts that are none', () => {
    expect(() => chiSquaredOfTable(matrix(Float64Array.of(1, -1), 1, 2))).toThrow(
      'counts: row 0, column 1 is -1, expected a number from 0 up',
    )
    expect(() => chiSquaredOfTable(matrix(new Float64Array(4), 2, 2))).toThrow('counts: all are 0')
  })
})

describe('population stability index', () => {
  test('is the divergence of the shares in tenths of the reference', () => {
    const reference = Array.from({ length: 100 }, (_, i) => i)
    const upperHalf = Array.from({ length: 50 }, (_, i) => 50 + i)
    const expected = 5 * ((0.2 - 0.1) * Math.log(2) + (1e-4 - 0.1) * Math.log(1e-4 / 0.1))
    expect(populationStabilityIndex(reference, upperHalf)).toBeCloseTo(expected, 12)
  })

  test('is 0 for the same sample, above 0.25 for a shift by a deviation, and never negative', () => {
    expect(populationStabilityIndex(x, x)).toBe(0)
    expect(populationStabilityIndex(normals(1, 2000), normals(2, 2000))).toBeLessThan(0.05)
    expect(populationStabilityIndex(normals(1, 2000), normals(2, 2000, 1))).toBeGreaterThan(0.25)
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(populationStabilityIndex(a, b)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('maximum mean discrepancy', () => {
  const rows = Array.from({ length: 50 }, (_, i) => {
    const first = (i * 37) % 199
    return [first / 10, ((i * 53) % 97) / 7, ((i * 5) % 7) + first / 20]
  })
  const a = matrixFromRows(rows.slice(0, 20))
  const b = matrixFromRows(rows.slice(20).map((row) => row.map((value) => value + 1)))

  test("is that of scikit-learn's kernel", () => {
    const { statistic } = maximumMeanDiscrepancy(a, b, { gamma: 0.01, permutations: 1 })
    expect(statistic).toBeCloseTo(-0.017366791273128013, 12)
  })

  test('takes the median of the squared distances for the width of the kernel', () => {
    const gamma = 1 / (2 * 101.3030612244898)
    const found = maximumMeanDiscrepancy(a, b)
    expect(found.statistic).toBeCloseTo(maximumMeanDiscrepancy(a, b, { gamma }).statistic, 10)
  })

  test('tells samples whose columns are alike one by one, but not together', () => {
    const pairs = (seed: number, correlation: number) => {
      const data = normals(seed, 300)
      for (let i = 1; i < data.length; i += 2) data[i] = correlation * data[i - 1] + 0.3 * data[i]
      return matrix(data, 150, 2)
    }
    expect(maximumMeanDiscrepancy(pairs(1, 0.95), pairs(2, -0.95)).pValue).toBe(1 / 201)
    expect(maximumMeanDiscrepancy(pairs(1, 0.95), pairs(3, 0.95)).pValue).toBeGreaterThan(0.05)
  })
})

test.each([
  ['kolmogorovSmirnov', kolmogorovSmirnov],
  ['cramerVonMises', cramerVonMises],
  ['populationStabilityIndex', populationStabilityIndex],
])('%s refuses empty samples and numbers that are not finite', (_, run) => {
  expect(() => run([], [1])).toThrow('no values, expected at least one')
  expect(() => run([1], [1, Number.NaN])).toThrow('value 1 is NaN, expected a finite number')
})

test.each([
  ['kolmogorovSmirnov', kolmogorovSmirnov],
  ['cramerVonMises', cramerVonMises],
  ['chiSquaredOfSamples', chiSquaredOfSamples],
])('%s gives a probability, and the same whatever the order', (_, run) => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const { pValue, statistic } = run(a, b)
      expect(pValue).toBeGreaterThanOrEqual(0)
      expect(pValue).toBeLessThanOrEqual(1)
      expect(run(a.toReversed(), b).statistic).toBeCloseTo(statistic, 10)
    }),
  )
})
