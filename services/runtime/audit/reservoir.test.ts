import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../learn/random.ts'
import { reservoir } from './reservoir.ts'

test('keeps everything while there is room, and never more than its size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100 }), (size, count) => {
      const kept = reservoir<number>(size)
      for (let i = 0; i < count; i++) kept.offer(() => i)
      const { items, offered } = kept.take()
      expect(offered).toBe(count)
      expect(items.length).toBe(Math.min(size, count))
      expect(new Set(items).size).toBe(items.length)
      expect(kept.take()).toEqual({ items: [], offered: 0 })
    }),
  )
})

test('makes only what it keeps', () => {
  const kept = reservoir<number>(1, () => 0.999)
  let made = 0
  for (let i = 0; i < 10; i++) kept.offer(() => made++)
  expect(made).toBe(1)
})

test('each is as likely as any other', () => {
  const random = createRandom(7)
  const counts = new Float64Array(20)
  for (let round = 0; round < 4000; round++) {
    const kept = reservoir<number>(5, () => random.uniform())
    for (let i = 0; i < 20; i++) kept.offer(() => i)
    for (const item of kept.take().items) counts[item]++
  }
  // 1000 are expected of each; the standard deviation is 27.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
})
