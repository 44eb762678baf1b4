import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from '../../testing/controlPlane.ts'
import { type StackUnderTest, stackUnderTest } from '../../testing/stackUnderTest.ts'

const traps = join(import.meta.dirname, '..', '..', 'testing', 'charts', 'traps')

let plane: ControlPlane
let stack: StackUnderTest

beforeAll(async () => {
  plane = await startControlPlane()
})
afterAll(() => plane?.stop())

const get = async (path: string) => JSON.parse((await plane.api({ path })).body)
const configMap = (name: string) => get(`/api/v1/namespaces/default/configmaps/${name}`)
const password = async (name: string) =>
  (await get(`/api/v1/namespaces/default/secrets/${name}`)).data.password

describe('a chart as resources', () => {
  const chart = (args: string) =>
    stack.program(`new k8s.helm.v4.Chart('shop', { chart: ${JSON.stringify(traps)}, ${args} })`)

  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(() => stack.remove())

  it('shows every object in a preview', async () => {
    chart('')
    const { lines, error } = await stack.run('preview')
    expect(error).toBeUndefined()
    const shown = lines.join('\n')
    for (const name of ['shop:default/shop-settings', 'shop:default/shop', 'shop:widgets.traps.example'])
      expect(shown).toContain(name)
  })

  it('creates the objects, definitions before what they define, without hooks', async () => {
    const { result, error } = await stack.run('up')
    expect(error).toBeUndefined()
    // The stack, the chart, the definition, a widget, a Secret, two ConfigMaps and a cluster role.
    expect(result).toEqual({ changes: { create: 8 } })
    expect((await get('/apis/traps.example/v1/namespaces/default/widgets/shop')).spec).toEqual({
      color: 'blue',
    })
    await expect(configMap('shop-hook')).rejects.toThrow(/not found/)
  })

  it('renders for the Kubernetes that is there, and reads YAML as Kubernetes does', async () => {
    expect((await configMap('shop-settings')).data).toEqual({
      color: 'blue',
      image: 'registry.example/traps:4.5.6',
      at: '12:30',
      kubernetes: 'v1.36.3',
      definitions: 'true',
    })
  })

  it('finds nothing to do the second time, a random value being looked up', async () => {
    const before = await password('shop-login')
    expect((await stack.run('up')).result).toEqual({ changes: { same: 8 } })
    expect(await password('shop-login')).toBe(before)
  })

  it('changes just what a value changes', async () => {
    chart(`values: { color: 'green' }`)
    expect((await stack.run('up')).result).toEqual({ changes: { same: 6, update: 2 } })
  })

  it('keeps secret data out of the state', async () => {
    expect(stack.state()).not.toContain(await password('shop-login'))
  })

  it('says what a chart makes of a wrong value', async () => {
    chart(`values: { colour: 'green' }`)
    expect((await stack.run('preview')).error).toMatch(/colour/)
  })

  it('says which chart is not there', async () => {
    stack.program(`new k8s.helm.v4.Chart('shop', { chart: './nowhere' })`)
    expect((await stack.run('preview')).error).toMatch(/chart \.\/nowhere: .*not found/)
  })

  it('removes everything but what the chart keeps', async () => {
    chart('')
    expect((await stack.run('destroy')).error).toBeUndefined()
    await expect(configMap('shop-settings')).rejects.toThrow(/not found/)
    expect((await configMap('shop-kept')).data).toEqual({ important: 'yes' })
  })
})

describe('a release', () => {
  const release = (args: string) =>
    stack.program(
      `new k8s.helm.v3.Release('shop', { name: 'store', chart: ${JSON.stringify(traps)}, ${args} })`,
    )

  beforeAll(() => {
    stack = stackUnderTest(plane.kubeconfig)
  })
  afterAll(() => stack.remove())

  it('is installed by Helm, with its hooks', async () => {
    release('')
    const { result, error } = await stack.run('up')
    expect(error).toBeUndefined()
    expect(result).toEqual({ changes: { create: 2 } })
    expect((await configMap('store-hook')).data).toEqual({ revision: '1' })
  })

  it('is left alone where nothing changed', async () => {
    expect((await stack.run('up')).result).toEqual({ changes: { same: 2 } })
  })

  it('is upgraded when a value changes', async () => {
    release(`values: { color: 'green' }`)
    expect((await stack.run('up')).result).toEqual({ changes: { same: 1, update: 1 } })
    expect((await configMap('store-settings')).data.color).toBe('green')
    expect((await configMap('store-hook')).data).toEqual({ revision: '2' })
  })

  it('is not taken over from somebody else', async () => {
    const other = stackUnderTest(plane.kubeconfig)
    other.program(`new k8s.helm.v3.Release('mine', { name: 'store', chart: ${JSON.stringify(traps)} })`)
    expect((await other.run('up')).error).toMatch(/default\/store is there already, deployed/)
    other.remove()
  })

  it('fails in a preview as it would in up', async () => {
    release(`values: { color: 'red' }`)
    expect((await stack.run('preview')).error).toMatch(/color/)
  })

  it('is uninstalled', async () => {
    release('')
    expect((await stack.run('destroy')).error).toBeUndefined()
    await expect(configMap('store-settings')).rejects.toThrow(/not found/)
  })
})

it("cert-manager's component is a release of its chart", async () => {
  const own = stackUnderTest(plane.kubeconfig)
  own.program(`
    const { CertManager } = await import('@pulumi/kubernetes-cert-manager')
    const installed = new CertManager('certificates', {
      helmOptions: { name: 'certificates', chart: ${JSON.stringify(traps)}, repositoryOpts: { repo: '' }, values: { color: 'green' } },
    })
    export const status = installed.status`)
  expect(await own.run('up')).toMatchObject({ result: { changes: { create: 3 } } })
  expect((await configMap('certificates-settings')).data.color).toBe('green')
  expect((await own.run('up')).result).toEqual({ changes: { same: 3 } })
  expect((await own.run('destroy')).error).toBeUndefined()
  own.remove()
})
