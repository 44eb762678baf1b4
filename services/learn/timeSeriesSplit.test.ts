import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeSeriesSplit } from './timeSeriesSplit.ts'

const spans = (folds: ReturnType<typeof timeSeriesSplit>) =>
  folds.map(({ train, test }) => [train.start, train.end, test.start, test.end])

describe('folds in order of time', () => {
  // list(TimeSeriesSplit(...).split(range(n))) of scikit-learn 1.9.1, first and last + 1.
  test('are those of scikit-learn', () => {
    expect(spans(timeSeriesSplit(13, { nSplits: 3 }))).toEqual([
      [0, 4, 4, 7],
      [0, 7, 7, 10],
      [0, 10, 10, 13],
    ])
    expect(spans(timeSeriesSplit(12, { nSplits: 3, gap: 2, maxTrainSize: 3, testSize: 2 }))).toEqual([
      [1, 4, 6, 8],
      [3, 6, 8, 10],
      [5, 8, 10, 12],
    ])
  })

  test('never train on the tested or the later', () => {
    const options = fc.record({
      nSplits: fc.integer({ min: 2, max: 8 }),
      gap: fc.nat(5),
      maxTrainSize: fc.integer({ min: 1, max: 50 }),
      testSize: fc.integer({ min: 1, max: 10 }),
    })
    fc.assert(
      fc.property(options, fc.nat(100), (options, more) => {
        const samples = options.nSplits * options.testSize + options.gap + 1 + more
        const folds = timeSeriesSplit(samples, options)
        expect(folds).toHaveLength(options.nSplits)
        expect(folds.at(-1)!.test.end).toBe(samples)
        for (const { train, test } of folds) {
          expect(train.end - train.start).toBeGreaterThan(0)
          expect(train.end - train.start).toBeLessThanOrEqual(options.maxTrainSize)
          expect(test.start - train.end).toBe(options.gap)
          expect(test.end - test.start).toBe(options.testSize)
        }
      }),
    )
  })

  test('need enough samples', () => {
    expect(() => timeSeriesSplit(20, { nSplits: 5, gap: 10, testSize: 2 })).toThrow('at least 21 are needed')
    expect(() => timeSeriesSplit(3, { nSplits: 5 })).toThrow('testSize: 0')
    expect(() => timeSeriesSplit(30, { nSplits: 1 })).toThrow('nSplits: 1')
  })
})
