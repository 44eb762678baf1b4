import { describe, expect, it } from 'vitest'
import { unknown } from '../protocol/properties.ts'
import { diffObject } from './diff.ts'
import type { KubernetesObject } from './objects.ts'

const object = (spec: unknown, metadata = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec,
})
/** Without a cluster, as in a preview that makes it. */
const diff = (before: KubernetesObject, after: KubernetesObject) =>
  diffObject(undefined, { oldInputs: before, live: before, news: after }, 'manager')

describe('differences without a cluster to ask', () => {
  it('are none where nothing changed', async () => {
    expect(await diff(object({ replicas: 1 }), object({ replicas: 1 }))).toMatchObject({ changed: false })
  })

  it('name the property that changed', async () => {
    const { changed, details } = await diff(object({ replicas: 1 }), object({ replicas: unknown }))
    expect(changed).toBe(true)
    expect(details).toEqual({ 'spec.replicas': { kind: 'update', replace: false, input: true } })
  })

  it('replace where the kind says that a field cannot change, the old first as the name stays', async () => {
    const selector = (app: string) => object({ selector: { matchLabels: { app } } })
    const { details, deleteBeforeReplace } = await diff(selector('a'), selector('b'))
    expect(details).toEqual({
      'spec.selector.matchLabels.app': { kind: 'update', replace: true, input: true },
    })
    expect(deleteBeforeReplace).toBe(true)
  })

  it('replace another name, namespace, kind or group, the new one first', async () => {
    const before = object({})
    for (const after of [object({}, { name: 'other' }), object({}, { namespace: 'other' })]) {
      const { details, deleteBeforeReplace } = await diff(before, after)
      expect(Object.values(details)).toMatchObject([{ replace: true }])
      expect(deleteBeforeReplace).toBe(false)
    }
    expect(
      (await diff(before, { ...before, apiVersion: 'example.com/v1' })).details.apiVersion?.replace,
    ).toBe(true)
    expect((await diff(before, { ...before, kind: 'DaemonSet' })).details.kind?.replace).toBe(true)
  })

  it('do not replace for another version of the group, or for the default namespace spelled out', async () => {
    expect(
      (await diff(object({}), { ...object({}), apiVersion: 'apps/v2' })).details.apiVersion?.replace,
    ).toBe(false)
    const { namespace: _, ...metadata } = object({}).metadata
    expect(await diff(object({}), { ...object({}), metadata })).toMatchObject({ changed: false })
  })

  it('make the new one first where the name is automatic', async () => {
    const annotations = { 'pulumi.com/autonamed': 'true' }
    const selector = (app: string) => object({ selector: { matchLabels: { app } } }, { annotations })
    expect((await diff(selector('a'), selector('b'))).deleteBeforeReplace).toBe(false)
  })
})
