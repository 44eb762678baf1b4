import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { labelsOf } from '../../components/labels.ts'
import { workloads } from '../../services/workloads.ts'
import { requested } from '../coupledCapacity.ts'
import { readStackFile } from '../stackFile.ts'
import { connectWith } from './cluster.ts'
import { clusterProblems, type Room, requireRoom } from './clusterProblems.ts'

const loc = readStackFile('loc', workloads)
const asked = requested(loc, workloads)
const enough: Room = {
  nodes: 1,
  cores: asked.cpu,
  memory: asked.memory,
  storageClasses: ['standard'],
  namespaces: new Map([['kube-system', 'nobody that can be told']]),
}
const messages = (room: Partial<Room>) =>
  clusterProblems(loc, { ...enough, ...room }, workloads).map(({ path, message }) => `${path}: ${message}`)

test('a cluster with just enough will do', () => {
  expect(messages({})).toEqual([])
})

test('all that a cluster lacks is named at once, with what would be right', () => {
  expect(messages({ nodes: 0, cores: 0.5, memory: 2 ** 29, storageClasses: ['standart', 'slow'] })).toEqual([
    'storageClass: "standard" is not there; did you mean standart?',
    'nodes.controlPlane: 1, but the cluster has 0 that take pods; expected 0, or more nodes',
    `nodes.cores: pods ask for ${asked.cpu.toFixed(2)} cores, but the cluster's nodes give them 0.50 cores; expected larger nodes, more of them or a smaller size`,
    `nodes.memory: pods ask for ${(asked.memory / 2 ** 30).toFixed(1)} GiB, but the cluster's nodes give them 0.5 GiB; expected larger nodes, more of them or a smaller size`,
  ])
  expect(messages({ storageClasses: [] })).toEqual([
    'storageClass: "standard" is not there; the cluster has none: expected one that provisions volumes',
  ])
})

test('a namespace of somebody else is not taken over, unless it is handed over', () => {
  const namespaces = (owner: string | undefined) => ({ namespaces: new Map([['loc-minio', owner]]) })
  expect(messages(namespaces('stack loc of Atoll'))).toEqual([])
  expect(messages(namespaces(undefined))).toEqual([])
  for (const owner of ['stack dev of Atoll', 'whoever uses "kubectl"'])
    expect(messages(namespaces(owner))).toEqual([
      `systems.${loc.systems.indexOf('minio')}: the namespace loc-minio is there already and belongs to ${owner}; expected none, or one that its owner has handed over: \`kubectl annotate namespace loc-minio pulumi.com/patchForce=true\``,
    ])
})

test('nodes that are cordoned or kept for others count for nothing, and namespaces tell whose they are', async () => {
  const allocatable = { cpu: '7910m', memory: '16303692Ki' }
  const node = (spec: object) => ({ spec, status: { allocatable } })
  const taint = (key: string, effect: string) => node({ taints: [{ key, effect }] })
  const answers: Record<string, unknown> = {
    '/api/v1/nodes': [
      node({}),
      taint('node.kubernetes.io/disk-pressure', 'NoSchedule'),
      taint('slow', 'PreferNoSchedule'),
      node({ unschedulable: true }),
      taint('node-role.kubernetes.io/control-plane', 'NoSchedule'),
    ],
    '/apis/storage.k8s.io/v1/storageclasses': [{ metadata: { name: 'standard' } }],
    '/api/v1/namespaces': [
      { metadata: { name: 'loc-minio', labels: labelsOf({ environment: 'loc', owner: 'a' }, 'a', 'b') } },
      { metadata: { name: 'loc-bikes', annotations: { 'pulumi.com/patchForce': 'true' } } },
    ],
  }
  const server = createServer(({ url }, answer) =>
    answer
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ items: answers[url!] })),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = new KubeConfig()
  const { port } = server.address() as AddressInfo
  config.loadFromClusterAndUser(
    { name: 'a', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
    { name: 'a' },
  )
  const said = await requireRoom(loc, connectWith(config), workloads)
  expect(said).toBe('3 nodes with 23.73 cores and 46.6 GiB, storage class standard')
  await expect(requireRoom({ ...loc, storageClass: 'none' }, connectWith(config), workloads)).rejects.toThrow(
    /^stacks\/Pulumi\.loc\.yaml on the cluster http:\S+: 1 error\n {2}storageClass: "none" is not there; known are standard$/,
  )
  answers['/api/v1/namespaces'] = [{ metadata: { name: 'loc-bikes', labels: { team: 'retail' } } }]
  await expect(requireRoom(loc, connectWith(config), workloads)).rejects.toThrow(
    /workloads\.0: the namespace loc-bikes is there already and belongs to nobody that can be told/,
  )
  server.close()
})
