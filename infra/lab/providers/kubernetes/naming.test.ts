import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secret, unknown } from '../protocol/properties.ts'
import type { CheckRequest } from '../protocol/provider.ts'
import { automaticName, fieldManagerOf, named } from './naming.ts'

const urn = 'urn:pulumi:loc::atoll::kubernetes:core/v1:ConfigMap::settings'
const request = (metadata: unknown, rest: Partial<CheckRequest> = {}): CheckRequest => ({
  urn,
  olds: undefined,
  news: { apiVersion: 'v1', kind: 'ConfigMap', ...(metadata !== undefined && { metadata }) },
  randomSeed: new Uint8Array([1, 2, 3]),
  autonaming: undefined,
  ...rest,
})

describe('automatic names', () => {
  it('are the name with eight digits, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (seed) => {
        expect(automaticName('a-', seed)).toMatch(/^a-[0-9a-f]{8}$/)
        expect(automaticName('a-', seed)).toBe(automaticName('a-', seed))
      }),
    )
    expect(automaticName('a-', new Uint8Array())).not.toBe(automaticName('a-', new Uint8Array()))
  })

  it('are given where there is none, with or without metadata, and marked', () => {
    for (const metadata of [undefined, {}, { labels: { a: 'b' } }, secret({})]) {
      const news = JSON.stringify(named(request(metadata), {}))
      expect(news).toMatch(/"name":"settings-[0-9a-f]{8}"/)
      expect(news).toContain('"pulumi.com/autonamed":"true"')
    }
  })

  it('begin with `generateName`', () => {
    expect(named(request({ generateName: 'x-' }), {})).toMatchObject({
      metadata: { name: expect.stringMatching(/^x-[0-9a-f]{8}$/) },
    })
  })

  it('leave given names alone, known or not', () => {
    for (const metadata of [{ name: 'x' }, { name: unknown }, { name: secret('x') }]) {
      const given = request(metadata)
      expect(named(given, {})).toBe(given.news)
    }
  })

  it('stay what they were, but only if they were automatic', () => {
    const automatic = {
      metadata: { name: 'settings-12345678', annotations: { 'pulumi.com/autonamed': 'true' } },
    }
    expect(named(request({}), automatic)).toMatchObject({ metadata: { name: 'settings-12345678' } })
    expect(named(request({}), { metadata: { name: 'fixed' } })).not.toMatchObject({
      metadata: { name: 'fixed' },
    })
  })

  it('follow the rule of the stack', () => {
    expect(named(request({}, { autonaming: { mode: 'enforce', name: 'ruled' } }), {})).toMatchObject({
      metadata: { name: 'ruled' },
    })
    expect(named(request({}, { autonaming: { mode: 'disable', name: '' } }), {})).toHaveProperty('refused')
  })
})

it('gives each resource a field manager of its own, the same in every run', () => {
  expect(fieldManagerOf(urn)).toMatch(/^pulumi-kubernetes-[0-9a-f]{8}$/)
  expect(fieldManagerOf(urn)).toBe(fieldManagerOf(urn))
  expect(fieldManagerOf(`${urn}2`)).not.toBe(fieldManagerOf(urn))
})
