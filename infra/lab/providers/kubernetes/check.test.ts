import { describe, expect, it } from 'vitest'
import { isSecret, plain, unknown } from '../protocol/properties.ts'
import type { CheckRequest } from '../protocol/provider.ts'
import { checkInputs } from './check.ts'
import { checkConfiguration, configurationOf } from './configuration.ts'

const request = (news: Record<string, unknown>, type = 'core/v1:ConfigMap'): CheckRequest => ({
  urn: `urn:pulumi:loc::atoll::kubernetes:${type}::x`,
  olds: undefined,
  news,
  randomSeed: new Uint8Array([1]),
  autonaming: undefined,
})
const namespaced = async () => true
const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }

describe('checked inputs', () => {
  it('have the namespace of the provider, unless they say another', async () => {
    expect((await checkInputs(request(map), namespaced, 'here')).inputs.metadata).toEqual({
      name: 'x',
      namespace: 'here',
    })
    const there = { ...map, metadata: { name: 'x', namespace: 'there' } }
    expect((await checkInputs(request(there), namespaced, 'here')).inputs).toEqual(there)
  })

  it('have none for kinds without, and are left alone for kinds that are not known yet', async () => {
    const given = { ...map, metadata: { name: 'x', namespace: 'there' } }
    expect((await checkInputs(request(given), async () => false, 'here')).inputs.metadata).toEqual({
      name: 'x',
    })
    expect((await checkInputs(request(map), async () => undefined, 'here')).inputs).toEqual(map)
  })

  it('hide the data of every Secret', async () => {
    const { inputs } = await checkInputs(
      request({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'x' },
        data: { a: 'b' },
        stringData: { c: 'd' },
      }),
      namespaced,
      'here',
    )
    expect(isSecret(inputs.data)).toBe(true)
    expect(isSecret(inputs.stringData)).toBe(true)
    expect(plain(inputs)).toMatchObject({ data: { a: 'b' } })
  })

  it.each([
    ['apiVersion', { kind: 'ConfigMap' }],
    ['kind', { apiVersion: 'v1' }],
    ['kind', { apiVersion: 'v1', kind: unknown }],
    ['metadata', { ...map, metadata: 'x' }],
    ['metadata.annotations["a"]', { ...map, metadata: { annotations: { a: 1 } } }],
  ])('must have a good %s', async (property, news) => {
    expect((await checkInputs(request(news), namespaced, 'here')).failures).toMatchObject([{ property }])
  })

  it.each(['helm.sh/v3:Chart', 'core/v1:ConfigMapPatch', 'core/v1:ConfigMapList', 'yaml/v2:ConfigGroup'])(
    'cannot be of %s, which only the published provider has',
    async (type) => {
      const { failures } = await checkInputs(request(map, type), namespaced, 'here')
      expect(failures[0]?.reason).toMatch(/not covered by the stand-in/)
    },
  )
})

describe('the configuration of the provider', () => {
  it('is refused where it asks for what only the published one does', () => {
    expect(checkConfiguration({ enableServerSideApply: 'false' }).failures).toHaveLength(1)
    expect(checkConfiguration({ renderYamlToDirectory: 'out' }).failures).toHaveLength(1)
    expect(checkConfiguration({ enableServerSideApply: 'true', namespace: 'x' }).failures).toEqual([])
  })

  it('says nothing of a cluster whose kubeconfig is not known yet', () => {
    expect(configurationOf({ kubeconfig: unknown }, {})).toBeUndefined()
    expect(configurationOf({ context: 'c' }, {})).toMatchObject({ context: 'c', forceConflicts: false })
    expect(configurationOf({ enablePatchForce: 'true' }, {})?.forceConflicts).toBe(true)
  })
})
