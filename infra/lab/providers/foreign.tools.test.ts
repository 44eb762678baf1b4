import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from './testing/controlPlane.ts'
import { type StackUnderTest, stackUnderTest } from './testing/stackUnderTest.ts'

const chart = JSON.stringify(join(import.meta.dirname, 'testing', 'charts', 'traps'))
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const widgets = `${definitions}/widgets.traps.example`

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())
beforeEach(() => {
  stack = stackUnderTest(plane.kubeconfig)
})
afterEach(() => stack.remove())

const get = async (path: string) => JSON.parse((await plane.api({ path })).body)
const made = (path: string, metadata: object, rest: object = {}) =>
  plane.api({ method: 'POST', path, query: { fieldManager: 'kubectl-create' }, body: { metadata, ...rest } })
const annotate = (path: string, annotations: object) =>
  plane.api({
    method: 'PATCH',
    path,
    body: { metadata: { annotations } },
    contentType: 'application/merge-patch+json',
  })

describe('a namespace that somebody else has', () => {
  const path = '/api/v1/namespaces/shop'
  const labels = { 'app.kubernetes.io/part-of': 'atoll' }
  const program = `
    new k8s.core.v1.ConfigMap('first', { metadata: { name: 'first', namespace: 'default' } })
    new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop', labels: ${JSON.stringify(labels)} } })`
  const first = '/api/v1/namespaces/default/configmaps/first'

  beforeAll(() => made('/api/v1/namespaces', { name: 'shop', labels: { team: 'retail' } }))

  it('is refused in a preview, with who uses it and what to do', async () => {
    stack.program(program)
    expect((await stack.run('preview')).error).toMatch(
      /Namespace shop already exists and does not belong to this stack, but to whoever uses "kubectl-create"\. .*`kubectl annotate namespace shop pulumi\.com\/patchForce=true`/,
    )
  })

  it('is refused by the first up before anything is made, also where drift is repaired', async () => {
    stack.program(program)
    for (const verb of ['up', 'repairDrift'])
      expect((await stack.run(verb)).error).toMatch(/Namespace shop already exists/)
    await expect(get(first)).rejects.toThrow(/not found/)
    expect((await get(path)).metadata.labels).not.toMatchObject(labels)
  })

  it('is taken over once its owner hands it over', async () => {
    stack.program(program)
    await annotate(path, { 'pulumi.com/patchForce': 'true' })
    expect(await stack.run('up')).toMatchObject({ error: undefined })
    expect((await get(path)).metadata.labels).toMatchObject({ ...labels, team: 'retail' })
    expect((await stack.run('up')).result).toEqual({ changes: { same: 3 } })
    expect((await stack.run('destroy')).error).toBeUndefined()
  })
})

describe('a definition of another version', () => {
  const older = {
    group: 'traps.example',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    versions: [
      { name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
    ],
  }
  const metadata = {
    name: 'widgets.traps.example',
    annotations: { 'meta.helm.sh/release-name': 'old', 'meta.helm.sh/release-namespace': 'tools' },
  }
  const said =
    /widgets\.traps\.example already exists, with v1alpha1 where .* has v1.* the Helm release tools\/old/

  beforeAll(() => made(definitions, metadata, { spec: older }))

  it('is refused by the first up before anything is made, with both versions and whose it is', async () => {
    stack.program(`new k8s.helm.v4.Chart('catalog', { chart: ${chart} })`)
    for (const verb of ['preview', 'up', 'repairDrift']) expect((await stack.run(verb)).error).toMatch(said)
    await expect(get('/api/v1/namespaces/default/configmaps/catalog-settings')).rejects.toThrow(/not found/)
    expect((await get(widgets)).spec.versions).toHaveLength(1)
  })

  it('is refused by a release, of which Helm would pass over it in silence', async () => {
    stack.program(`new k8s.helm.v3.Release('checkout', { name: 'checkout', chart: ${chart} })`)
    for (const verb of ['preview', 'up']) expect((await stack.run(verb)).error).toMatch(said)
    expect((await get(widgets)).spec.versions).toHaveLength(1)
  })
})

describe('a cluster that does not answer', () => {
  it.each(['helm.v4.Chart', 'helm.v3.Release'])('is said so, and is no error of a %s', async (kind) => {
    const kubeconfig = join(stack.workspace, '..', 'nowhere')
    mkdirSync(dirname(kubeconfig), { recursive: true })
    const text = readFileSync(plane.kubeconfig, 'utf8')
    writeFileSync(kubeconfig, text.replace(/https:\/\/127\.0\.0\.1:\d+/, 'https://127.0.0.1:9'))
    const away = stackUnderTest(kubeconfig)
    away.program(`new k8s.${kind}('catalog', { chart: ${chart} })`)
    const { error } = await away.run('up')
    expect(error).toMatch(/API server https:\/\/127\.0\.0\.1:9 .* is unreachable: connection refused/)
    expect(error).not.toMatch(/chart|Unhandled|shut down/i)
    away.remove()
  })
})
