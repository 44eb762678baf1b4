import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binFeatures } from '../boosting/bins.ts'
import { arrangePositions } from '../boosting/positions.ts'
import { createWorkspace } from '../boosting/workspace.ts'
import { createRowBlocks } from '../clusters/rowBlocks.ts'
import { gram } from '../gram.ts'
import { type Matrix, matrix } from '../matrix.ts'
import { likelyRows } from '../neighbours/likelyRows.ts'
import { createDistances } from './distanceSums.ts'
import { takeDoubles, takeMemory, takeSingles } from './memory.ts'

const table = { name: 'table', rows: 10, columns: 10 }
const mebibyte = 2 ** 20

describe('memory', () => {
  test('is of zeros, its arrays apart, each at a multiple of 16 bytes, whatever was in it before', () => {
    const lengths = fc.record({ a: fc.nat(20_000), b: fc.nat(20_000), c: fc.nat(20_000) })
    fc.assert(
      fc.property(lengths, fc.constantFrom(takeDoubles, takeSingles), (lengths, take) => {
        const { arrays, release } = take(table, lengths)
        let end = 0
        for (const name of ['a', 'b', 'c'] as const) {
          expect(arrays[name]).toHaveLength(lengths[name])
          expect(arrays[name].byteOffset % 16).toBe(0)
          expect(arrays[name].byteOffset).toBeGreaterThanOrEqual(end)
          expect(arrays[name].findIndex((value) => value !== 0)).toBe(-1)
          end = arrays[name].byteOffset + arrays[name].byteLength
        }
        for (const array of Object.values(arrays)) array.fill(7)
        release()
      }),
      { numRuns: 30 },
    )
  })

  test('is used again once it is released, not before, and by one at a time', () => {
    const [first, second] = [takeMemory(table, { a: mebibyte }), takeMemory(table, { a: 10 })]
    expect(second.memory).not.toBe(first.memory)
    first.release()
    first.release()
    const [third, fourth] = [takeMemory(table, { a: 10 }), takeMemory(table, { a: 10 })]
    expect(third.memory).toBe(first.memory)
    expect([first.memory, second.memory]).not.toContain(fourth.memory)
    for (const { release } of [second, third, fourth]) release()
  })

  test('grows where the next needs more', () => {
    const small = takeMemory(table, { a: 2 * mebibyte })
    small.release()
    const { memory, release } = takeMemory(table, { a: 5 * mebibyte })
    expect(memory).toBe(small.memory)
    expect(memory.buffer.byteLength).toBe(5 * mebibyte)
    release()
  })

  test('of more than 64 MiB in all is let go', () => {
    const [large, next] = [65, 40].map((size) => takeMemory(table, { a: size * mebibyte }))
    large.release()
    next.release()
    const again = [takeMemory(table, { a: 1 }), takeMemory(table, { a: 40 * mebibyte })]
    expect(again[0].memory).toBe(next.memory)
    again[1].release()
    again[0].release()
    expect(takeMemory(table, { a: 1 }).memory).toBe(again[1].memory)
    expect(takeMemory(table, { a: 1 }).memory).not.toBe(again[0].memory)
  })
})

describe('above 4 GiB an error names what is too large, and what would be right', () => {
  const huge = { data: new Float64Array(0), rows: 1e6, columns: 10_000 }
  const few = { ...huge, rows: 1 }
  const unscaled = (rows: Matrix) => ({ matrix: rows, scales: rows.data, offsets: rows.data })
  const bins = binFeatures(matrix(Float64Array.of(1, 2, 3), 3, 1), 255, new Uint8Array(1))

  test.each([
    ['sums of distances', () => createDistances(huge.rows, huge.columns)],
    ['clusters', () => createRowBlocks(huge, 1, {})],
    ['neighbours', () => likelyRows(unscaled(huge), unscaled(few), 1, () => 0)],
    ['products of columns', () => gram({ ...few, columns: 50_000 })],
    ['histograms', () => createWorkspace(bins, arrangePositions(bins), 1, 2 ** 30)],
    ['memory', () => takeMemory({ ...huge, name: 'features' }, { a: 2 ** 33 })],
  ])('of %s', (_, run) => {
    expect(run).toThrow(RangeError)
    expect(run).toThrow(
      /^(features|rows): \d+ x \d+ need \d+\.\d GiB of memory, expected less than 4: (fewer|lower) /,
    )
  })
})
