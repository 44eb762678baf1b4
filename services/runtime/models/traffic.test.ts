import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../learn/random.ts'
import { chooser, trafficRule } from './traffic.ts'

const rule = (given: object) => trafficRule.parse(given)

describe('what is said of traffic', () => {
  test('a canary of the alias challenger, unless another is named', () => {
    expect(rule({ mode: 'canary', percent: 10 })).toEqual({
      mode: 'canary',
      percent: 10,
      alias: 'challenger',
    })
    expect(rule({ mode: 'shadow', percent: 100, alias: 'next' }).alias).toBe('next')
  })

  test.each([
    ['a share above all', { mode: 'canary', percent: 101 }],
    ['the champion against itself', { mode: 'canary', percent: 10, alias: 'champion' }],
    ['a test without users', { mode: 'abTest', percent: 50 }],
    ['users without a test', { mode: 'canary', percent: 50, header: 'x-user-id' }],
    ['another mode', { mode: 'blueGreen', percent: 50 }],
  ])('%s is refused', (_, given) => {
    expect(trafficRule.safeParse(given).success).toBe(false)
  })
})

describe('who answers', () => {
  test('a canary answers its share of the requests, whoever asks', () => {
    const { uniform } = createRandom(3)
    const isCanary = chooser(rule({ mode: 'canary', percent: 10 }), 'bikes', uniform)
    const chosen = Array.from({ length: 10_000 }, () => isCanary({})).filter(Boolean).length
    // 1000 are expected, with a standard deviation of 30.
    expect(Math.abs(chosen - 1000)).toBeLessThan(120)
  })

  const half = rule({ mode: 'abTest', percent: 50, header: 'x-user-id' })

  test('a user of a test is always answered by the same', () => {
    fc.assert(
      fc.property(fc.string(), (user) => {
        const isB = chooser(half, 'bikes')
        expect(isB({ 'x-user-id': user })).toBe(isB({ 'x-user-id': user }))
      }),
    )
  })

  test('users are divided by the share, and in another test otherwise', () => {
    const users = Array.from({ length: 4000 }, (_, i) => ({ 'x-user-id': `user ${i}` }))
    const first = users.map(chooser(half, 'bikes'))
    const second = users.map(chooser(half, 'movies'))
    // 2000 are expected of each, with a standard deviation of 32.
    expect(Math.abs(first.filter(Boolean).length - 2000)).toBeLessThan(130)
    expect(Math.abs(first.filter((is, i) => is === second[i]).length - 2000)).toBeLessThan(130)
  })

  test('a larger share keeps those who were in the smaller', () => {
    const larger = chooser({ ...half, percent: 70 }, 'bikes')
    const smaller = chooser({ ...half, percent: 30 }, 'bikes')
    const users = Array.from({ length: 500 }, (_, i) => ({ 'x-user-id': String(i) }))
    expect(users.filter((user) => smaller(user) && !larger(user))).toEqual([])
  })

  test('who says nothing of himself is answered by the champion', () => {
    expect(chooser({ ...half, percent: 100 }, 'bikes')({})).toBe(false)
  })
})
