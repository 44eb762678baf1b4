import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unknown } from '../protocol/properties.ts'
import { changesBetween, takenOver, touches } from './compare.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd')
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value')),
  ),
})).value
const object = fc.dictionary(key, tree)

describe('changes between two values', () => {
  it('are none exactly where they are equal', () => {
    fc.assert(
      fc.property(object, object, (a, b) => {
        const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(changesBetween(a, b).length === 0).toBe(equal)
      }),
    )
  })

  it('lead from one to the other', () => {
    fc.assert(
      fc.property(object, object, (a, b) => {
        expect(changesBetween(takenOver(a, changesBetween(a, b), b), b)).toEqual([])
      }),
    )
  })

  it('swap additions and deletions when the sides are swapped', () => {
    const swap = { add: 'delete', delete: 'add', update: 'update' } as const
    fc.assert(
      fc.property(object, object, (a, b) => {
        const forth = changesBetween(a, b).map(({ path, kind }) => ({ path, kind: swap[kind] }))
        expect(changesBetween(b, a)).toEqual(forth)
      }),
    )
  })

  it('count an unknown value as one', () => {
    expect(changesBetween({ a: unknown }, { a: unknown })).toEqual([{ path: ['a'], kind: 'update' }])
  })

  it('name the smallest place', () => {
    const before = { spec: { containers: [{ image: 'a', name: 'x' }] } }
    const after = { spec: { containers: [{ image: 'b', name: 'x' }, { name: 'y' }] } }
    expect(changesBetween(before, after)).toEqual([
      { path: ['spec', 'containers', 0, 'image'], kind: 'update' },
      { path: ['spec', 'containers', 1], kind: 'add' },
    ])
  })
})

it('tells whether one path leads through another', () => {
  expect(touches(['spec'], ['spec', 'replicas'])).toBe(true)
  expect(touches(['spec', 'replicas'], ['spec'])).toBe(true)
  expect(touches(['spec', 'replicas'], ['spec', 'selector'])).toBe(false)
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, child]) => [name, sorted(child)]),
  )
}
