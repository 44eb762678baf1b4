import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { crossValidate } from './crossValidation.ts'
import { kFold } from './folds.ts'
import { searchParameters } from './parameterSearch.ts'
import prepare from './testing/threadedTask.ts'
import { inSharedMemory, usableThreads, withThreads } from './threads.ts'

const options = (threads: number, signal?: AbortSignal) => ({
  ...{ threads, signal, prepare, file: new URL('./testing/threadedTask.ts', import.meta.url) },
  shared: { add: inSharedMemory(Float64Array.of(10)) },
})

describe.each([1, 2])('with %i threads', (threads) => {
  test('every task gives its own result, and one that fails rejects alone', async () => {
    const results = await withThreads(options(threads), (run) =>
      Promise.allSettled([run({ value: 1 }), run({ value: 2, fails: true }), run({ value: 3 })]),
    )
    expect(results).toEqual([
      { status: 'fulfilled', value: 11 },
      { status: 'rejected', reason: expect.objectContaining({ message: 'no 2' }) },
      { status: 'fulfilled', value: 13 },
    ])
  })

  test('a search and a cross-validation say the same', async () => {
    const found = await withThreads(options(threads), (run) =>
      searchParameters([{ a: 3 }, { a: 1 }, { a: 2 }], 'lower', ({ a }) => run({ value: a })),
    )
    expect(found.map(({ options, score }) => [options.a, score])).toEqual([
      [1, 11],
      [2, 12],
      [3, 13],
    ])
    const { value } = await withThreads(options(threads), (run) =>
      crossValidate(kFold(4, { nSplits: 2 }), async (_, index) => ({ value: await run({ value: index }) })),
    )
    expect(value).toEqual({ mean: 10.5, deviation: 0.5, folds: [10, 11] })
  })
})

test('tasks that are called off reject with the reason, whether they run or wait', async () => {
  const off = new AbortController()
  const all = await withThreads(options(2, off.signal), (run) => {
    setTimeout(() => off.abort(new Error('called off')), 50)
    return Promise.allSettled([1, 2, 3].map((value) => run({ value, waits: true })))
  })
  const reason = new Error('called off')
  expect(all).toEqual(all.map(() => ({ status: 'rejected', reason })))
})

describe('with one thread, nothing more begins', () => {
  const begun: number[] = []

  test('once the tasks are called off', async () => {
    const off = new AbortController()
    const prepare = () => (value: number) => {
      begun.push(value)
      off.abort(new Error('called off'))
    }
    const all = withThreads({ ...options(1, off.signal), prepare }, (run) => Promise.all([run(1), run(2)]))
    await expect(all).rejects.toThrow('called off')
    expect(begun).toEqual([1])
  })

  test('once the work has failed', async () => {
    begun.length = 0
    const one = { ...options(1), prepare: () => (value: number) => void begun.push(value) }
    const failing = withThreads(one, async (run) => {
      run(1).catch(() => {})
      throw new Error('enough')
    })
    await expect(failing).rejects.toThrow('enough')
    await new Promise((done) => setTimeout(done, 20))
    expect(begun).toEqual([])
  })
})

test('there is a thread for each core, as far as memory holds copies for them, and one at least', () => {
  const cores = availableParallelism()
  expect(usableThreads(1.5e9 * cores, 1e9)).toBe(cores)
  expect(usableThreads(1e15, 1)).toBe(cores)
  expect(usableThreads(1.5e9 * cores - 1, 1e9)).toBe(Math.max(1, cores - 1))
  expect(usableThreads(0, 1e9)).toBe(1)
})
