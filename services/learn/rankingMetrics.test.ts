import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankingScores } from './rankingMetrics.ts'

const one = (recommended: number[], relevant: number[], k: number, items = 100) =>
  rankingScores([{ recommended, relevant: new Set(relevant) }], k, items)

test('a worked example: two of four relevant items at places 1 and 3 of 5', () => {
  const { precision, recall, ndcg, map, hitRate, coverage } = one([7, 1, 8, 2, 3], [7, 8, 9, 10], 5)
  expect([precision, recall, hitRate, coverage]).toEqual([2 / 5, 2 / 4, 1, 5 / 100])
  expect(map).toBeCloseTo((1 / 1 + 2 / 3) / 4, 15)
  // ndcg_score([[1, 0, 1, 0, 0, 1, 1]], [[7, 6, 5, 4, 3, 2, 1]], k=5) of scikit-learn 1.9.1
  expect(ndcg).toBeCloseTo(0.5855700749881525, 12)
})

test('the perfect list has 1 in everything but coverage, a list beside it 0', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), (k) => {
      const list = Array.from({ length: k }, (_, i) => i)
      const { coverage, ...scores } = one(list, list, k)
      for (const score of Object.values(scores)) expect(score).toBeCloseTo(1, 12)
      expect(coverage).toBe(k / 100)
      const { coverage: _, ...none } = one(list, [k], k)
      expect(Object.values(none)).toEqual([0, 0, 0, 0, 0])
    }),
  )
})

test('users for whom nothing is relevant do not count', () => {
  const judged = { recommended: [1, 2], relevant: new Set([2]) }
  const other = { recommended: [5, 6], relevant: new Set<number>() }
  expect(rankingScores([judged, other], 2, 10)).toEqual(rankingScores([judged], 2, 10))
  expect(() => rankingScores([other], 2, 10)).toThrow('no user has a relevant item')
  expect(() => rankingScores([judged], 0, 10)).toThrow('k: 0')
})
