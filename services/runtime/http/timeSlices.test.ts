import { expect, test } from 'vitest'
import { timeSlices } from './timeSlices.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const busy = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

test('short work is done in one turn, in order', async () => {
  const enqueue = timeSlices(1000)
  const done: number[] = []
  for (let i = 0; i < 300; i++) enqueue(() => done.push(i))
  expect(done).toEqual([])
  await turn()
  expect(done).toEqual(Array.from({ length: 300 }, (_, i) => i))
})

test('long work is spread over turns, in order, with what was added meanwhile', async () => {
  const enqueue = timeSlices(1)
  const done: number[] = []
  const add = (i: number) =>
    enqueue(() => {
      busy(2)
      done.push(i)
    })
  for (let i = 0; i < 3; i++) add(i)
  for (let turns = 1; turns <= 4; turns++) {
    await turn()
    expect(done).toHaveLength(turns)
    if (turns === 1) add(3)
  }
  expect(done).toEqual([0, 1, 2, 3])
})
