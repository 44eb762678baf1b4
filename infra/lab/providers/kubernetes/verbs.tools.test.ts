import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from '../testing/controlPlane.ts'
import { type StackUnderTest, stackUnderTest } from '../testing/stackUnderTest.ts'

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())

const get = async (path: string) => JSON.parse((await plane.api({ path })).body)
const patch = (path: string, body: unknown) =>
  plane.api({
    method: 'PATCH',
    path,
    query: { fieldManager: 'somebody' },
    body,
    contentType: 'application/merge-patch+json',
  })
const configMaps = '/api/v1/namespaces/default/configmaps'

/** A program with one ConfigMap named `settings`. */
const settings = (data: string, rest = '') =>
  `new k8s.core.v1.ConfigMap('settings', { metadata: { name: 'settings' ${rest} }, data: ${data} })`

describe('the engine with the stand-in', () => {
  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(() => stack.remove())

  it('previews without touching the cluster', async () => {
    stack.program(settings(`{ a: '1' }`))
    const { error } = await stack.run('preview')
    expect(error).toBeUndefined()
    await expect(get(`${configMaps}/settings`)).rejects.toThrow(/not found/)
  })

  it('creates, and finds nothing to do the second time', async () => {
    expect((await stack.run('up')).result).toEqual({ changes: { create: 2 } })
    expect(await get(`${configMaps}/settings`)).toMatchObject({ data: { a: '1' } })
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
  })

  it('runs only if something was written since its last good end, by whomever', async () => {
    const runs = async () => {
      const { result } = await stack.run('pulumi', ['stack', 'history', '--json'])
      return (JSON.parse(String(result)) as unknown[]).length
    }
    expect(await runs()).toBe(1)
    await patch(`${configMaps}/settings`, { metadata: { annotations: { theirs: '1' } } })
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
    expect(await runs()).toBe(2)
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
    expect(await runs()).toBe(2)
  })

  it('says that it is a stand-in', async () => {
    const { lines } = await stack.run('preview')
    expect(lines.join('\n')).toMatch(/with stand-ins/)
  })

  it('updates in place, and takes out what is no longer declared', async () => {
    stack.program(settings(`{ b: '2' }`))
    expect((await stack.run('up')).result).toEqual({ changes: { same: 1, update: 1 } })
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: '2' })
  })

  it('sees drift on refresh, and reports a conflict with the owner of the field', async () => {
    await patch(`${configMaps}/settings`, { data: { b: 'drifted' } })
    expect((await stack.run('refresh')).result).toMatchObject({ changes: { update: 1 } })
    const { error } = await stack.run('up')
    expect(error).toMatch(/data\.b is set by "somebody"/)
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: 'drifted' })
  })

  it('takes a field over when told to', async () => {
    stack.program(settings(`{ b: '2' }`, `, annotations: { 'pulumi.com/patchForce': 'true' }`))
    expect((await stack.run('up')).error).toBeUndefined()
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: '2' })
  })

  it('shows drift without taking it over', async () => {
    stack.program(settings(`{ b: '2' }`))
    expect((await stack.run('up')).error).toBeUndefined()
    await patch(`${configMaps}/settings`, { data: { b: 'by hand' } })
    expect((await stack.run('drift')).result).toMatchObject({
      steps: [{ op: 'update', name: 'ConfigMap settings', fields: ['data.b'] }],
    })
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: 'by hand' })
  })

  it('goes on showing drift that an up has found and left, until it is repaired', async () => {
    expect((await stack.run('up')).error).toMatch(/data\.b is set by "somebody"/)
    expect((await stack.run('drift')).result).toMatchObject({
      steps: [{ op: 'update', name: 'ConfigMap settings', fields: ['data.b'] }],
      unfinished: true,
    })
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: 'by hand' })
    expect((await stack.run('repairDrift')).result).toMatchObject({ changes: { update: 1 } })
    expect((await get(`${configMaps}/settings`)).data).toEqual({ b: '2' })
    expect((await stack.run('drift')).result).toMatchObject({ steps: [], unfinished: false })
  })

  it('sees on refresh that an object is gone, and makes it again', async () => {
    await plane.api({ method: 'DELETE', path: `${configMaps}/settings` })
    expect((await stack.run('refresh')).result).toMatchObject({ changes: { delete: 1 } })
    expect((await stack.run('up')).result).toMatchObject({ changes: { create: 1 } })
  })

  it('notices another cluster by itself, and makes there what the state takes for present', async () => {
    await plane.api({ method: 'DELETE', path: `${configMaps}/settings` })
    writeFileSync(join(stack.workspace, 'cluster'), 'another')
    expect((await stack.run('up')).result).toMatchObject({ changes: { create: 1 } })
    expect(await get(`${configMaps}/settings`)).toMatchObject({ data: { b: '2' } })
  })

  it('replaces when the name changes, and names by itself where none is given', async () => {
    stack.program(`new k8s.core.v1.ConfigMap('settings', { data: { b: '2' } })`)
    expect((await stack.run('up')).result).toMatchObject({ changes: { replace: 1 } })
    const { items } = await get(configMaps)
    const names = items.map((item: { metadata: { name: string } }) => item.metadata.name)
    expect(names).not.toContain('settings')
    expect(names).toContainEqual(expect.stringMatching(/^settings-[0-9a-f]{8}$/))
  })

  it('deletes everything on destroy', async () => {
    expect((await stack.run('destroy')).result).toEqual({ changes: { delete: 2 } })
    const { items } = await get(configMaps)
    expect(JSON.stringify(items)).not.toContain('settings')
  })
})

describe('fields that cannot change', () => {
  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(async () => {
    await stack.run('destroy')
    stack.remove()
  })

  const deployment = (app: string, cpu: string) => `new k8s.apps.v1.Deployment('web', {
    metadata: { name: 'web', annotations: { 'pulumi.com/skipAwait': 'true' } },
    spec: { selector: { matchLabels: { app: '${app}' } }, template: { metadata: { labels: { app: '${app}' } },
      spec: { containers: [{ name: 'web', image: 'web', resources: { requests: { cpu: '${cpu}' } } }] } } } })`
  const uid = async () => (await get('/apis/apps/v1/namespaces/default/deployments/web')).metadata.uid

  it('have no noise of the server: a spelled-out default or another way to write a quantity is no change', async () => {
    stack.program(deployment('a', '1000m'))
    expect((await stack.run('up')).error).toBeUndefined()
    stack.program(deployment('a', '1').replace('spec: { selector', 'spec: { replicas: 1, selector'))
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
  })

  it('make a new Deployment, the old one first, since the name is fixed', async () => {
    const before = await uid()
    stack.program(deployment('b', '1'))
    expect((await stack.run('up')).result).toMatchObject({ changes: { replace: 1 } })
    expect(await uid()).not.toBe(before)
  })

  it('make a new binding, claim, service and immutable map', async () => {
    const program = (n: string) => `
      new k8s.rbac.v1.RoleBinding('b', { metadata: { name: 'b' }, subjects: [{ kind: 'ServiceAccount', name: 'x' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'role-${n}' } })
      new k8s.core.v1.PersistentVolumeClaim('c', { metadata: { name: 'c', annotations: { 'pulumi.com/skipAwait': 'true' } },
        spec: { storageClassName: 'class-${n}', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } })
      new k8s.core.v1.Service('s', { metadata: { name: 's' }, spec: { ports: [{ port: 1 }], clusterIP: '10.250.0.5${n}' } })
      new k8s.core.v1.ConfigMap('m', { metadata: { name: 'm' }, immutable: true, data: { n: '${n}' } })
      new k8s.core.v1.Secret('t', { metadata: { name: 't' }, type: 'example.com/${n}', stringData: { n: '${n}' } })`
    stack.program(program('1'))
    expect((await stack.run('up')).error).toBeUndefined()
    stack.program(program('2'))
    expect((await stack.run('up')).result).toMatchObject({ changes: { replace: 5 } })
    expect((await get('/api/v1/namespaces/default/services/s')).spec.clusterIP).toBe('10.250.0.52')
  })
})

describe('what is not ours', () => {
  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(async () => {
    await stack.run('destroy')
    stack.remove()
  })
  const present = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'theirs' },
    data: { a: '1', b: '2' },
  }
  const theirs = (options = '') =>
    `new k8s.core.v1.ConfigMap('theirs', { metadata: { name: 'theirs', namespace: 'default' }, data: { a: '1', b: '2' } } ${options})`

  it('is not taken over by a create', async () => {
    await plane.api({ method: 'POST', path: configMaps, body: present })
    stack.program(theirs())
    expect((await stack.run('up')).error).toMatch(/ConfigMap default\/theirs already exists/)
  })

  it('can be imported', async () => {
    stack.program(theirs(`, { import: 'default/theirs' }`))
    expect((await stack.run('up')).result).toMatchObject({ changes: { import: 1 } })
    stack.program(theirs())
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
  })

  it('is refused clearly where only the published provider serves it', async () => {
    stack.program(`new k8s.yaml.v2.ConfigGroup('group', { yaml: '' })`)
    expect((await stack.run('up')).error).toMatch(/yaml.*not covered by the stand-in/)
    stack.program(`new k8s.core.v1.ConfigMapPatch('p', { metadata: { name: 'theirs' }, data: { a: '2' } })`)
    expect((await stack.run('up')).error).toMatch(/ConfigMapPatch is not covered by the stand-in/)
  })

  it('is refused by the server in the preview already', async () => {
    stack.program(
      `new k8s.core.v1.Service('bad', { metadata: { name: 'bad' }, spec: { ports: [{ port: 99999 }] } })`,
    )
    expect((await stack.run('preview')).error).toMatch(/spec\.ports\[0\]\.port/)
  })

  it('is warned of in the preview already', async () => {
    const labels = { 'pod-security.kubernetes.io/warn': 'restricted' }
    await plane.api({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name: 'narrow', labels } },
    })
    stack.program(`new k8s.core.v1.Pod('wide', { metadata: { name: 'wide', namespace: 'narrow' },
      spec: { hostNetwork: true, containers: [{ name: 'main', image: 'none' }] } })`)
    const { lines, error } = await stack.run('preview')
    expect(error).toBeUndefined()
    expect(lines.join('\n')).toMatch(
      /Pod wide: would violate PodSecurity "restricted:latest": host namespaces/,
    )
  })
})

describe('secrets, custom kinds and an absent cluster', () => {
  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(async () => {
    await stack.run('destroy')
    stack.remove()
  })

  it('keeps secrets encrypted in the state and hidden in the progress', async () => {
    stack.program(`const s = new k8s.core.v1.Secret('s', { metadata: { name: 'login' }, stringData: { password: 'hush-hush' } })
      new k8s.core.v1.ConfigMap('c', { metadata: { name: 'copy' }, data: { copied: s.data.apply((data) => data.password) } })
      export const data = s.data`)
    const { lines, error } = await stack.run('up')
    expect(error).toBeUndefined()
    const told = lines.join('\n') + stack.state()
    const encoded = Buffer.from('hush-hush').toString('base64')
    expect(told).not.toContain('hush-hush')
    expect(told).not.toContain(encoded)
    expect((await stack.run('outputs')).result).toEqual({ data: { password: encoded } })
  })

  it('makes a kind and an object of it in one run', async () => {
    stack.program(`
      const kind = new k8s.apiextensions.v1.CustomResourceDefinition('boats', { metadata: { name: 'boats.atoll.test' },
        spec: { group: 'atoll.test', scope: 'Namespaced', names: { plural: 'boats', singular: 'boat', kind: 'Boat' },
          versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: {
            type: 'object', x_kubernetes_preserve_unknown_fields: true } } }] } })
      new k8s.apiextensions.CustomResource('boat', { apiVersion: 'atoll.test/v1', kind: 'Boat',
        metadata: { name: 'boat' }, spec: { sails: 2 } }, { dependsOn: kind })`)
    const preview = await stack.run('preview')
    expect(preview.error).toBeUndefined()
    expect(preview.lines.join('\n')).toMatch(/Boat of atoll.test\/v1 is not known to the cluster yet/)
    expect((await stack.run('up')).error).toBeUndefined()
    expect((await get('/apis/atoll.test/v1/namespaces/default/boats/boat')).spec).toEqual({ sails: 2 })
    expect((await stack.run('up')).result).toEqual({ changes: { same: 3 } })
    expect((await stack.run('destroy')).error).toBeUndefined()
  })

  it('says in one line that a cluster is unreachable', async () => {
    const nowhere = stackUnderTest('apiVersion: v1')
    nowhere.program(`const provider = new k8s.Provider('p', { kubeconfig: JSON.stringify({ apiVersion: 'v1', kind: 'Config',
      'current-context': 'x', clusters: [{ name: 'x', cluster: { server: 'https://127.0.0.1:9' } }], users: [],
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }] }) })
      new k8s.core.v1.ConfigMap('c', { data: {} }, { provider })`)
    const { error } = await nowhere.run('up')
    expect(error).toMatch(/API server https:\/\/127\.0\.0\.1:9 .* is unreachable: connection refused/)
    nowhere.remove()
  })
})
