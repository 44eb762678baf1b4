import fc from 'fast-check'
import { expect, test } from 'vitest'
import { topN } from './topN.ts'

test('is the head of the list sorted by score, then by place', () => {
  const scores = fc.array(fc.constantFrom(-1, 0, 0.5, 2, Number.NaN, Infinity, -Infinity), { maxLength: 40 })
  fc.assert(
    fc.property(scores, fc.nat(45), fc.uniqueArray(fc.nat(39)), (scores, n, excluded) => {
      const sorted = scores
        .map((score, place) => ({ score, place }))
        .filter(({ score, place }) => !Number.isNaN(score) && !excluded.includes(place))
        .sort((a, b) => (a.score === b.score ? a.place - b.place : b.score > a.score ? 1 : -1))
      expect([...topN(scores, n, new Set(excluded))]).toEqual(sorted.slice(0, n).map(({ place }) => place))
    }),
  )
})

test('no scores, or none wanted, give none', () => {
  expect([...topN([], 3)]).toEqual([])
  expect([...topN([1, 2], 0)]).toEqual([])
})
