import { describe, expect, test } from 'vitest'
import { clean } from './clean.ts'
import { generate } from './generate.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the made-up city', () => {
  const bytes = generate(1)
  const { examples, rowsRead, rules } = clean(bytes)
  const demandWhere = (keep: (hour: (typeof examples)[number]) => boolean) =>
    mean(examples.filter(keep).map(({ demand }) => demand))

  test('is the same for the same seed, and another for another', () => {
    expect(generate(1)).toEqual(bytes)
    expect(generate(2)).not.toEqual(bytes)
  })

  test('has two years of hours, with gaps and failed sensors', () => {
    expect(rowsRead).toBeGreaterThan(17_200)
    expect(rowsRead).toBeLessThan(2 * 8784)
    expect(examples).toHaveLength(rowsRead)
    expect(examples[0]?.time).toBe(Date.UTC(2011, 0, 1))
    expect(examples.at(-1)?.time).toBe(Date.UTC(2012, 11, 31, 23))
    expect(rules).toMatchObject({
      humidity_missing: 24,
      calendar_recomputed: 0,
      inconsistent_total_dropped: 0,
    })
  })

  test('rides to work, enjoys warmth, avoids rain, and grows', () => {
    expect(demandWhere((h) => h.workingday && h.hour === 8)).toBeGreaterThan(
      3 * demandWhere((h) => !h.workingday && h.hour === 8),
    )
    expect(demandWhere((h) => h.season === 3)).toBeGreaterThan(1.5 * demandWhere((h) => h.season === 1))
    expect(demandWhere((h) => h.weather === 3)).toBeLessThan(0.8 * demandWhere((h) => h.weather === 1))
    expect(demandWhere((h) => h.year === 1)).toBeGreaterThan(1.3 * demandWhere((h) => h.year === 0))
  })
})
