import { describe, expect, test } from 'vitest'
import { chiSquaredTail, logGamma, scaledBesselK, upperGamma } from './specialFunctions.ts'

const relative = (value: number, expected: number) => Math.abs(value / expected - 1)

// SciPy 1.17.1: gammaln, gammaincc, norm.sf, norm.ppf, kve and chi2.sf.
describe('values of SciPy', () => {
  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [3.7, 1.428072326665388],
    [120.5, 455.4176004462345],
  ])('logGamma(%d)', (x, expected) => {
    expect(relative(logGamma(x), expected)).toBeLessThan(1e-13)
  })

  test.each([
    [0.5, 0.3, 0.4385780260809997],
    [2.5, 9.1, 0.0027059161357362574],
    [50, 40, 0.9296649333406051],
    [50, 90, 1.6494985017178526e-6],
    [0.5, 200, 5.507248237212379e-89],
    [3, 0, 1],
    [3, Infinity, 0],
  ])('upperGamma(%d, %d)', (a, x, expected) => {
    expect(Math.abs(upperGamma(a, x) - expected)).toBeLessThanOrEqual(1e-12 * expected)
  })

  test.each([
    [0.01, 6.227707994041582],
    [0.5, 1.5832939515157707],
    [7, 0.4677990164531284],
    [300, 0.07233755399641],
  ])('scaledBesselK(1/4, %d)', (x, expected) => {
    expect(relative(scaledBesselK(0.25, x), expected)).toBeLessThan(1e-12)
  })

  test('chiSquaredTail', () => expect(chiSquaredTail(11.07, 5)).toBeCloseTo(0.050009618622405425, 12))
})
