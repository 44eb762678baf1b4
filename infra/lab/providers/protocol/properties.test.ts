import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  containsUnknown,
  formatPath,
  isSecret,
  type Path,
  plain,
  secret,
  unknown,
  withoutSecrets,
  withSecrets,
} from './properties.ts'

const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__')
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.integer(), fc.boolean()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value

const pathsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : Object.entries(value)
  return [path, ...entries.flatMap(([step, child]) => pathsOf(child, [...path, step]))]
}

describe('secrets', () => {
  it('come off and go back on where they were', () => {
    fc.assert(
      fc.property(fc.dictionary(key, json, { minKeys: 1 }), fc.nat(), (value, seed) => {
        const paths = pathsOf(value).slice(1)
        const path = paths[seed % paths.length]!
        const marked = withSecrets(value, [path])
        const stripped = withoutSecrets(marked)
        expect(stripped.value).toEqual(value)
        expect(stripped.secrets).toEqual([path])
      }),
    )
  })

  it('are marked once however often they are marked', () => {
    expect(secret(secret('x'))).toEqual(secret('x'))
    expect(isSecret(secret('x'))).toBe(true)
    expect(isSecret({ value: 'x' })).toBe(false)
  })

  it('inside secrets come off too', () => {
    expect(plain({ a: secret({ b: secret('x') }) })).toEqual({ a: { b: 'x' } })
  })
})

it('leaves nulls out of objects', () => {
  expect(plain({ a: null, b: [null], c: { d: null } })).toEqual({ b: [null], c: {} })
})

it('finds unknown values at any depth, secret or not', () => {
  expect(containsUnknown({ a: [{ b: secret(unknown) }] })).toBe(true)
  expect(containsUnknown({ a: [{ b: 'known' }] })).toBe(false)
})

it('writes paths as the engine does', () => {
  expect(formatPath(['spec', 'containers', 0, 'image'])).toBe('spec.containers[0].image')
  expect(formatPath(['metadata', 'labels', 'app.kubernetes.io/name'])).toBe(
    'metadata.labels["app.kubernetes.io/name"]',
  )
  expect(formatPath(['a"b'])).toBe('["a\\"b"]')
})
