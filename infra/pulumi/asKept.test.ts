import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { KubernetesObject } from '../lab/providers/kubernetes/objects.ts'
import { areAsKept } from './asKept.ts'
import type { Resource } from './pending.ts'

const kinds = { '/api/v1': ['Secret', 'secrets'], '/apis/apps/v1': ['Deployment', 'deployments'] } as const
let objects: Record<string, unknown>
let server: Server
let kubeconfig: string

beforeAll(async () => {
  server = createServer(({ url }, answer) => {
    const [kind, name] = kinds[url as keyof typeof kinds] ?? []
    const found = kind ? { resources: [{ kind, name, namespaced: true }] } : objects[url!]
    answer.writeHead(found === undefined ? 404 : 200)
    answer.end(JSON.stringify(found ?? { reason: 'NotFound' }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  kubeconfig = kubeconfigAt((server.address() as AddressInfo).port)
})
afterAll(() => server.close().closeAllConnections())

function kubeconfigAt(port: number): string {
  return JSON.stringify({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}` } }],
  })
}

const web: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '7', generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
}
const login: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login', namespace: 'shop', uid: 'v', resourceVersion: '8' },
  data: { password: 'eA==' },
}
const sealed = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'v1:x' }

function resource(type: string, outputs: object, more: Partial<Resource> = {}): Resource {
  const urn = `urn:pulumi:loc::atoll::${type}::${type}`
  return { urn, type, custom: true, id: 'shop/web', outputs: { ...outputs }, ...more }
}

const keptWeb = resource('kubernetes:apps/v1:Deployment', { ...web, __fieldManager: 'm' })
const keptLogin = resource('kubernetes:core/v1:Secret', { ...login, data: sealed }, { id: 'shop/login' })
const kept = [
  keptWeb,
  keptLogin,
  resource('random:index/randomId:RandomId', {}),
  resource('pulumi:providers:kubernetes', {}),
  resource('atoll:ml:Workload', {}, { custom: false }),
]

const put = (object: KubernetesObject, changed: Partial<KubernetesObject> = {}, version = '9') => {
  const kind = object.kind === 'Secret' ? '/api/v1' : '/apis/apps/v1'
  const path = `${kind}/namespaces/shop/${object.kind.toLowerCase()}s/${object.metadata.name}`
  objects[path] = { ...object, ...changed, metadata: { ...object.metadata, resourceVersion: version } }
}

beforeEach(() => {
  objects = {}
  put(web, {}, '7')
  put(login, {}, '8')
})

test('what nobody has written since is as it was, secrets without being read', async () => {
  expect(await areAsKept(kept, kubeconfig)).toBe(true)
})

test('a status may change, as long as the object stays ready', async () => {
  const status = web.status as object
  put(web, { status: { ...status, conditions: [] } })
  expect(await areAsKept(kept, kubeconfig)).toBe(true)
  put(web, { status: { ...status, availableReplicas: 0 } })
  expect(await areAsKept(kept, kubeconfig)).toBe(false)
})

test.each([
  ['was changed by hand', () => put(web, { spec: { replicas: 0 } })],
  ['has a field more', () => put(web, { spec: { replicas: 1, paused: true } })],
  ['is gone', () => (objects = {})],
  ['is a secret that was written', () => put(login)],
])('an object that %s is not as it was', async (_, change) => {
  change()
  expect(await areAsKept(kept, kubeconfig)).toBe(false)
})

test.each<[string, Resource]>([
  ['was not ready', { ...keptWeb, initErrors: ['0 of 1 replicas available'] }],
  ['is to be deleted', { ...keptWeb, delete: true }],
  ['is a release', resource('kubernetes:helm.sh/v3:Release', {})],
  ['is a chart', resource('kubernetes:helm.sh/v4:Chart', {}, { custom: false })],
  ['is of a provider that is not known', resource('aws:s3/bucket:Bucket', {})],
])('a resource that %s is left to the engine', async (_, one) => {
  expect(await areAsKept([...kept, one], kubeconfig)).toBe(false)
})

test('of a cluster that does not answer nothing is told', async () => {
  expect(await areAsKept(kept, kubeconfigAt(1))).toBe(false)
  expect(await areAsKept(kept, '/none')).toBe(false)
})
