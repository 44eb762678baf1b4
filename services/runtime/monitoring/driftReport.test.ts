import { expect, test } from 'vitest'
import type { Matrix } from '../../learn/matrix.ts'
import { createRandom } from '../../learn/random.ts'
import { driftReport } from './driftReport.ts'

const names = ['temperature', 'weather', 'constant']

/** Temperature around a mean, weather of three kinds, and a column that is always 1. */
function rowsOf(seed: number, rows: number, { mean = 20, rain = 0.1, missing = 0 } = {}): Matrix {
  const random = createRandom(seed)
  const data = new Float64Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    const kind = random.uniform()
    data[3 * row] = random.uniform() < missing ? Number.NaN : mean + 5 * random.normal()
    data[3 * row + 1] = kind < rain ? 3 : kind < 0.4 ? 2 : 1
    data[3 * row + 2] = 1
  }
  return { data, rows, columns: 3 }
}

test('the same world has not drifted', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const report = driftReport(names, rowsOf(0, 1000), rowsOf(seed, 500))
    expect(report).toMatchObject({ referenceRows: 1000, currentRows: 500, drifted: false })
    expect(report.features.map(({ name, test }) => [name, test])).toEqual([
      ['temperature', 'ks'],
      ['weather', 'chi2'],
      ['constant', 'chi2'],
    ])
  }
})

test.each([
  ['a warmer one', { mean: 23 }, ['temperature']],
  ['a rainier one', { rain: 0.35 }, ['weather']],
])('%s has, and it is said in what', (_, change, drifted) => {
  const { features, together } = driftReport(names, rowsOf(0, 1000), rowsOf(1, 500, change))
  expect(features.filter((feature) => feature.drifted).map(({ name }) => name)).toEqual(drifted)
  expect(together!.pValue).toBeLessThan(0.05)
})

test('what is missing is counted, and is no drift of what is there', () => {
  const { features, drifted } = driftReport(names, rowsOf(0, 1000), rowsOf(1, 500, { missing: 0.3 }))
  expect(features[0].missing.reference).toBe(0)
  expect(features[0].missing.current).toBeCloseTo(0.3, 1)
  expect(drifted).toBe(false)
})

test('a few requests say nothing', () => {
  const report = driftReport(names, rowsOf(0, 1000), rowsOf(1, 10, { mean: 50 }))
  expect(report).toMatchObject({ features: [], together: undefined, drifted: false })
})

test('what changes by nature is compared and has never drifted', () => {
  const now = rowsOf(1, 500, { mean: 30 })
  expect(driftReport(names, rowsOf(0, 1000), now).drifted).toBe(true)
  const report = driftReport(names, rowsOf(0, 1000), now, ['temperature'])
  expect(report).toMatchObject({
    drifted: false,
    features: [{ name: 'temperature', drifted: false }, {}, {}],
  })
  expect(report.features[0].pValue).toBeLessThan(1e-6)
})
