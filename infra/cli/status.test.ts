import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { describe, expect, test } from 'vitest'
import { connectWith } from './cluster.ts'
import type { Session } from './session.ts'
import { addressOf, labStatusReport, notServedText, platformStatus } from './status.ts'

const since = new Date('2026-01-02T03:04:05Z')
const etcd = { name: 'etcd', running: true, healthy: true, pid: 7, since }

test('a lab is healthy when every process works', () => {
  expect(labStatusReport({ components: [etcd] })).toEqual({
    text: 'PROCESS  STATE    PID  SINCE\netcd     healthy  7    2026-01-02T03:04:05.000Z',
    healthy: true,
  })
})

test.each([
  ['stopped', { name: 'coredns', running: false, healthy: false }],
  ['unhealthy', { name: 'coredns', running: true, healthy: false, pid: 8, since }],
])('one %s process is enough to say that it is not', (state, coredns) => {
  const { text, healthy } = labStatusReport({ components: [etcd, coredns] })
  expect(text).toMatch(new RegExp(`^coredns +${state}`, 'm'))
  expect(healthy).toBe(false)
})

test('a stopped lab has no table', () => {
  expect(labStatusReport({ components: [] })).toEqual({ text: 'No process of the lab runs.', healthy: false })
})

test('what the cluster lacks is missing in the tables, beside what it has', async () => {
  const ready = { metadata: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } }
  const answers: Readonly<Record<string, unknown>> = {
    '/api/v1/namespaces/minio/services/minio': { spec: { selector: { app: 'minio' } } },
    '/api/v1/namespaces/minio/pods': { items: [ready] },
  }
  const server = createServer(({ url }, response) => {
    const answer = answers[url!.split('?')[0]!]
    response
      .writeHead(answer ? 200 : 404, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer ?? { message: 'not found' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const config = new KubeConfig()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  config.loadFromClusterAndUser({ name: 'a', server: url, skipTLSVerify: true }, { name: 'a' })
  const endpoint = (name: string) => ({ namespace: name, service: name, port: 1 })
  const { text, healthy } = await platformStatus({
    cluster: connectWith(config),
    target: { kind: 'own', kubeconfig: '' },
    outputs: {
      endpoints: { minio: endpoint('minio'), mlflow: endpoint('mlflow') },
      workloads: { bikes: { namespace: 'bikes', endpoint: endpoint('bikes') } },
    },
  } as unknown as Session)
  server.closeAllConnections()
  server.close()
  expect(text).toMatch(/^minio +1\/1 /m)
  expect(text).toMatch(/^mlflow +missing /m)
  expect(text).toMatch(/^bikes +missing +none +unknown/m)
  expect(healthy).toBe(false)
})

test('an address is that on this machine where the lab has one, and else the name in the cluster', () => {
  const endpoint = { namespace: 'loc-mlflow', service: 'mlflow', port: 5000 }
  const opened = { ...endpoint, url: 'http://127.0.0.1:30500' }
  const named = 'mlflow.loc-mlflow:5000 in the cluster'
  expect(addressOf(opened, '/#/experiments', true)).toBe('http://127.0.0.1:30500/#/experiments')
  expect(addressOf(endpoint, '/#/experiments', true)).toBe(named)
  expect(addressOf(opened, '/#/experiments', false)).toBe(named)
})

test('the lab of another home is named', () => {
  expect(labStatusReport({ heldBy: '/elsewhere', components: [] })).toEqual({
    text: 'Another lab, of /elsewhere, holds this machine.',
    healthy: false,
  })
})

describe('a registered version that is not served', () => {
  const line = (version: string, reason: string) =>
    JSON.stringify({ level: 50, version, serving: '4', reason, msg: 'model not usable' })

  test('is told with the reason that the replicas log', () => {
    const log = [
      'no JSON',
      line('3', 'too old'),
      line('5', 'the bytes have SHA-256 aa, and should have bb'),
      '',
    ]
    expect(notServedText('bikes', '5', log)).toBe(
      'Version 5 of bikes is registered and not served everywhere, as it is not usable: the bytes have SHA-256 aa, and should have bb. `npm run train -- bikes --force` makes another.',
    )
  })

  test('is on its way, or nobody knows yet', () => {
    expect(notServedText('bikes', '5', [line('3', 'too old')])).toBe(
      'Version 5 of bikes is registered and not served everywhere: replicas take it over within seconds, or `npm run logs -- bikes` says why not.',
    )
  })
})
