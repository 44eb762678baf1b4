import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fold, groupKFold, kFold, stratifiedKFold } from './folds.ts'

const index = Array.from({ length: 40 }, (_, i) => i)
const labels = index.map((i) => Number((i * 7) % 10 < 3) + Number((i * 11) % 13 < 4))
const tests = (folds: Fold[]) => folds.map(({ test }) => Array.from(test))

function everyRowOnce(folds: readonly Fold[], rows: number): void {
  const tested = folds.flatMap(({ test }) => Array.from(test)).sort((a, b) => a - b)
  expect(tested).toEqual(Array.from({ length: rows }, (_, r) => r))
  for (const { train, test } of folds) {
    expect(train.length + test.length).toBe(rows)
    expect(Array.from(train).some((row) => test.includes(row))).toBe(false)
  }
}

describe('folds', () => {
  test('of consecutive rows are the first ones longer', () => {
    expect(tests(kFold(7, { nSplits: 3 }))).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6],
    ])
  })

  test('test every row once, shuffled or not, and the seed settles how', () => {
    const options = fc.record({
      rows: fc.integer({ min: 2, max: 60 }),
      nSplits: fc.integer({ min: 2, max: 9 }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(options, ({ rows, nSplits, seed }) => {
        fc.pre(rows >= nSplits)
        const folds = kFold(rows, { nSplits, shuffle: true, seed })
        everyRowOnce(folds, rows)
        expect(kFold(rows, { nSplits, shuffle: true, seed })).toEqual(folds)
      }),
      { numRuns: 50 },
    )
  })

  test('in the shares of the classes are those of scikit-learn', () => {
    // StratifiedKFold(4) of scikit-learn 1.9.1 on these labels.
    expect(tests(stratifiedKFold(labels, { nSplits: 4 }))).toEqual([
      [0, 1, 2, 3, 4, 5, 7, 8, 10, 12],
      [6, 9, 11, 14, 15, 16, 17, 18, 19, 20],
      [13, 21, 22, 23, 24, 25, 27, 28, 30, 31],
      [26, 29, 32, 33, 34, 35, 36, 37, 38, 39],
    ])
  })

  test('have every class in its share, shuffled too', () => {
    const many = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 20, maxLength: 80 })
    fc.assert(
      fc.property(many, fc.nat(), (of, seed) => {
        fc.pre(new Set(of).size > 1)
        const folds = stratifiedKFold(of, { nSplits: 3, shuffle: true, seed })
        everyRowOnce(folds, of.length)
        for (const label of new Set(of)) {
          const counts = folds.map(({ test }) => Array.from(test).filter((row) => of[row] === label).length)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('keep groups together, as those of scikit-learn', () => {
    const groups = index.map((i) => ((i * 7) % 9) + Number(i > 20) * (i % 3))
    // GroupKFold(3) of scikit-learn 1.9.1 on these groups.
    expect(tests(groupKFold(groups, { nSplits: 3 }))).toEqual([
      [0, 1, 4, 9, 10, 13, 18, 19, 23, 27, 29, 32, 36, 38],
      [2, 5, 7, 11, 14, 16, 20, 25, 26, 28, 34, 35, 37],
      [3, 6, 8, 12, 15, 17, 21, 22, 24, 30, 31, 33, 39],
    ])
  })

  test('are refused where rows, classes or groups are too few', () => {
    expect(() => kFold(3, { nSplits: 4 })).toThrow('nSplits: 4, but there are only 3 rows')
    expect(() => kFold(3, { nSplits: 1 })).toThrow('nSplits: 1')
    expect(() => stratifiedKFold([0, 0, 1, 1], { nSplits: 3 })).toThrow('no class has more than 2 rows')
    expect(() => stratifiedKFold([1, 1, 1])).toThrow('only 3 rows')
    expect(() => groupKFold([1, 1, 2, 2], { nSplits: 3 })).toThrow('only 2 groups')
  })
})
