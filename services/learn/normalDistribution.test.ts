import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalCdf, normalReach, normalTwoSided } from './normalDistribution.ts'

test('has the values of scipy.stats.norm', () => {
  // 2 * norm.sf(z) of SciPy 1.17.1.
  const known = [
    [0, 1],
    [0.5, 0.6170750774519738],
    [1.96, 0.04999579029644087],
    [2.8, 0.005110260660855864],
    [2.9, 0.003731626600768075],
    [7.5, 6.381783345821769e-14],
    [20, 5.507248237212311e-89],
  ]
  for (const [z, p] of known) expect(normalTwoSided(z) / p).toBeCloseTo(1, 12)
  expect(normalCdf(-1)).toBeCloseTo(0.15865525393145707, 14)
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14)
})

test('the reach of a probability holds just that', () => {
  expect(normalReach(0.95)).toBeCloseTo(1.959963984540054, 12)
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.9999, noNaN: true }), (probability) => {
      expect(1 - normalTwoSided(normalReach(probability))).toBeCloseTo(probability, 10)
    }),
  )
  expect(() => normalReach(1)).toThrow('expected a number between 0 and 1')
})
