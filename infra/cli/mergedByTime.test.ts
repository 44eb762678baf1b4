import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergedByTime, type TimedLine } from './mergedByTime.ts'

async function* source(lines: readonly TimedLine[]) {
  yield* lines
}

test('lines of sources that are in order come in order, none lost, those of one source as they came', async () => {
  const times = fc.array(fc.nat({ max: 9 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(times, { maxLength: 4 }), async (all) => {
      const sources = all.map((own, s) =>
        own.toSorted().map((time, i) => ({ time: String(time), text: `${s} ${i}` })),
      )
      const merged = await Array.fromAsync(mergedByTime(sources.map(source)))
      const expected = sources.flat().toSorted((a, b) => Number(a.time) - Number(b.time))
      expect(merged).toEqual(expected)
    }),
  )
})
