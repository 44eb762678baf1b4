import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Gate } from '../workload/training.ts'
import { judge } from './gate.ts'

const lower: Gate = {
  metric: 'mae',
  better: 'lower',
  minimumGain: 0,
  bounds: { mae: { max: 50 }, r2: { min: 0.5 } },
}
const higher: Gate = { metric: 'accuracy', better: 'higher', minimumGain: 0.01 }
const score = fc.double({ min: 0, max: 50, noNaN: true })

describe('the gate', () => {
  test('lets a first model pass that keeps the bounds', () => {
    expect(judge(lower, { mae: 40, r2: 0.6 }, undefined)).toEqual({
      passes: true,
      reason: 'mae 40 keeps the bounds, and there is no champion to beat',
    })
  })

  test('names every bound that is not kept, and a score that is missing', () => {
    expect(judge(lower, { mae: 60, r2: 0.4 }, undefined)).toEqual({
      passes: false,
      reason: 'out of bounds: mae 60 is above 50, r2 0.4 is below 0.5',
    })
    expect(judge(lower, { mae: 1 }, undefined).reason).toBe('out of bounds: r2 is undefined')
    expect(judge(lower, { mae: Number.NaN, r2: 1 }, undefined).reason).toBe("the candidate's mae is NaN")
  })

  test('holds the bounds against a champion too', () => {
    expect(judge(lower, { mae: 51, r2: 0.9 }, { mae: 99 }).passes).toBe(false)
  })

  test('of two models lets at most one replace the other, and none itself', () => {
    fc.assert(
      fc.property(score, score, (a, b) => {
        const passes = (x: number, y: number) => judge(lower, { mae: x, r2: 1 }, { mae: y, r2: 1 }).passes
        expect(passes(a, b)).toBe(a < b)
        expect(passes(a, b) && passes(b, a)).toBe(false)
        expect(passes(a, a)).toBe(false)
      }),
    )
  })

  test('asks for the least gain', () => {
    expect(judge(higher, { accuracy: 0.905 }, { accuracy: 0.9 })).toEqual({
      passes: false,
      reason: "accuracy 0.905 against the champion's 0.9 is not better by 0.01",
    })
    expect(judge(higher, { accuracy: 0.92 }, { accuracy: 0.9 }).passes).toBe(true)
  })
})
