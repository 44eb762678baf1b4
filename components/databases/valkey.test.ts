import { describe, expect, test } from 'vitest'
import type { KeyValueStore } from '../contracts/databases.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { masked, type Rendered, rendered } from '../testing/rendered.ts'
import { Valkey, type ValkeyArgs } from './valkey.ts'

async function render(
  args: Partial<ValkeyArgs> = {},
  rotated?: string,
  needs?: { readonly evicts: boolean },
): Promise<{ readonly objects: readonly Rendered[]; readonly store: KeyValueStore }> {
  let store: KeyValueStore | undefined
  const objects = await rendered(() => {
    store = new Valkey({
      place: examplePlace('loc-valkey'),
      storageClass: 'fast',
      volume: '1Gi',
      cpu: '50m',
      memory: '256Mi',
      dataBytes: 100_000_000,
      ...args,
    }).keyValueStore('harbor', examplePlace('loc-harbor'), needs)
  }, rotated)
  return { objects, store: store! }
}

const server = (objects: readonly Rendered[]) => only(objects, 'StatefulSet', 'valkey-harbor')

describe('a Valkey server', () => {
  test('is reached by a Service that is not taken for HTTP', async () => {
    const { objects, store } = await render()
    expect(store).toMatchObject({ host: 'valkey-harbor.loc-valkey.svc', port: 6379 })
    const { metadata, spec } = only(objects, 'Service', 'valkey-harbor')
    expect(metadata.namespace).toBe('loc-valkey')
    expect(spec.ports).toEqual([{ name: 'tcp', port: 6379, targetPort: 6379 }])
    expect(spec.selector).toEqual(store.server.labels)
  })

  test('runs as the restricted standard wants it', async () => {
    const { objects } = await render()
    expect(podTemplates(objects).flatMap(violations)).toEqual([])
  })

  test('keeps its data on a volume of the size and class it is told', async () => {
    const [claim] = server((await render({ volume: '7Gi', storageClass: 'slow' })).objects).spec
      .volumeClaimTemplates
    expect(claim.spec).toMatchObject({
      storageClassName: 'slow',
      resources: { requests: { storage: '7Gi' } },
    })
  })

  test('refuses what is more than its memory has room for, and drops nothing', async () => {
    const { objects } = await render({ dataBytes: 123_456 })
    const lines = only(objects, 'ConfigMap', 'valkey-harbor').data['valkey.conf'].split('\n')
    expect(lines).toContain('maxmemory 123456')
    expect(lines).toContain('maxmemory-policy noeviction')
  })

  test('makes room by what would expire, where its consumer wants it so', async () => {
    const { objects } = await render({}, undefined, { evicts: true })
    const settings = only(objects, 'ConfigMap', 'valkey-harbor').data['valkey.conf']
    expect(settings).toContain('maxmemory-policy volatile-lru\n')
  })

  test('is another pod with other settings', async () => {
    const template = async (dataBytes: number) =>
      server((await render({ dataBytes })).objects).spec.template.metadata.annotations
    expect(await template(1)).not.toEqual(await template(2))
  })
})

describe('its password', () => {
  test('is beside the consumer, and its hash in a file beside the server', async () => {
    const { objects, store } = await render()
    expect(only(objects, 'Secret', 'valkey-login')).toMatchObject({
      metadata: { namespace: 'loc-harbor' },
      data: { password: masked },
    })
    expect(store.password).toEqual({ namespace: 'loc-harbor', name: 'valkey-login', key: 'password' })
    expect(only(objects, 'Secret', 'valkey-harbor')).toMatchObject({
      metadata: { namespace: 'loc-valkey' },
      data: { 'users.acl': masked },
    })
    const { volumes, containers } = server(objects).spec.template.spec
    expect(volumes).toContainEqual({ name: 'users', secret: { secretName: 'valkey-harbor' } })
    expect(containers[0].env).toBeUndefined()
  })

  test('replaces the pod when it is another one', async () => {
    const first = server((await render()).objects).spec.template.metadata.annotations
    const second = server((await render({}, 'valkey-harbor')).objects).spec.template.metadata.annotations
    expect(second).not.toEqual(first)
  })
})
