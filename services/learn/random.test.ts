import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom, permutation } from './random.ts'

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw)

test('the same seed gives the same stream, another seed another', () => {
  fc.assert(
    fc.property(seed, seed, (a, b) => {
      const stream = (from: number) => draws(5, createRandom(from).uint32)
      expect(stream(a)).toEqual(stream(a))
      if (a !== b) expect(stream(a)).not.toEqual(stream(b))
    }),
  )
})

test('uniform deviates fill [0, 1) evenly', () => {
  const { uniform } = createRandom(1)
  const tenths = new Array(10).fill(0)
  for (const value of draws(100_000, uniform)) tenths[Math.floor(value * 10)]++
  const chiSquared = tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  expect(chiSquared).toBeLessThan(27.9) // 0.1 % of the distribution with 9 degrees of freedom is above
})

test('integers stay below their bound and reach all below it', () => {
  const { integer } = createRandom(2)
  expect(new Set(draws(1000, () => integer(7)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
})

test('normal deviates have mean 0, variance 1 and no skew', () => {
  const values = draws(100_000, createRandom(3).normal)
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length
  expect(moment(1)).toBeCloseTo(0, 1)
  expect(moment(2)).toBeCloseTo(1, 1)
  expect(moment(3)).toBeCloseTo(0, 1)
  expect(moment(4)).toBeCloseTo(3, 0)
})

test('a permutation has every number once', () => {
  fc.assert(
    fc.property(seed, fc.nat(200), (from, count) => {
      const order = permutation(count, createRandom(from))
      expect(Array.from(order.toSorted())).toEqual(Array.from({ length: count }, (_, i) => i))
    }),
  )
})

test('every order is equally likely', () => {
  const random = createRandom(4)
  const orders = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = permutation(3, random).join()
    orders.set(order, (orders.get(order) ?? 0) + 1)
  }
  expect(orders.size).toBe(6)
  for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})
