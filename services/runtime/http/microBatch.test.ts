import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { microBatch } from './microBatch.ts'

/** Doubles numbers, and knows in which batches; 13 is bad luck. */
function doubling({ rows = 4, inFlight = 100, rowsOf = (_: number): number => 1 } = {}) {
  const batches: number[][] = []
  const run = (inputs: readonly number[]) => {
    batches.push([...inputs])
    if (inputs.includes(13)) throw new RangeError('13')
    return inputs.map((input) => input * 2)
  }
  const ask = microBatch({ rows, waitMs: 1, inFlight: () => inFlight, rowsOf, run })
  const asked = (input: number) =>
    new Promise<number>((resolve, reject) =>
      ask(input, (error, output) => (error === undefined ? resolve(output!) : reject(error))),
    )
  return { asked, batches }
}

test('each gets its own output, in batches that are never larger than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 20, max: 1000 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      async (inputs, rows) => {
        const { asked, batches } = doubling({ rows })
        expect(await Promise.all(inputs.map(asked))).toEqual(inputs.map((input) => input * 2))
        expect(batches.flat()).toEqual(inputs)
        for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(rows)
      },
    ),
    { numRuns: 50 },
  )
})

test('who is alone does not wait', () => {
  const { asked, batches } = doubling({ inFlight: 1 })
  asked(1)
  asked(2)
  expect(batches).toEqual([[1], [2]])
})

test('nobody waits once all that are in flight are there', () => {
  const { asked, batches } = doubling({ inFlight: 3 })
  for (const input of [1, 2]) asked(input)
  expect(batches).toEqual([])
  asked(3)
  expect(batches).toEqual([[1, 2, 3]])
})

test('a batch that is not full is worked on after a short while', async () => {
  const { asked, batches } = doubling()
  expect(await Promise.all([asked(1), asked(2)])).toEqual([2, 4])
  expect(batches).toEqual([[1, 2]])
})

test('rows count, not requests; more than fit are a batch of their own', async () => {
  const { asked, batches } = doubling({ rows: 10, rowsOf: (input) => input })
  await Promise.all([3, 4, 5, 20, 1].map(asked))
  expect(batches).toEqual([[3, 4], [5], [20], [1]])
})

test('one that fails does not fail the others', async () => {
  const { asked, batches } = doubling({ rows: 3 })
  const results = await Promise.allSettled([1, 13, 2].map(asked))
  expect(
    results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
  ).toEqual([2, 'RangeError: 13', 4])
  expect(batches).toEqual([[1, 13, 2], [1], [13], [2]])
  await sleep(3)
  expect(batches).toHaveLength(4)
})
