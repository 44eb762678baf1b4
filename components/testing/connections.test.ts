import { expect, test } from 'vitest'
import { connectionsOf } from './connections.ts'
import type { Rendered } from './rendered.ts'

const labels = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } })
const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })
const ports = [{ protocol: 'TCP', port: 9000 }]

function policy(where: string, spec: object): Rendered {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', namespace: where },
    spec,
  }
}

const out = policy('prod-bikes', {
  podSelector: labels('bikes'),
  egress: [{ to: [{ namespaceSelector: namespace('prod-minio'), podSelector: labels('minio') }], ports }],
})

const into = (client: object) =>
  policy('prod-minio', {
    podSelector: labels('minio'),
    ingress: [{ from: [{ namespaceSelector: namespace('prod-bikes'), podSelector: client }], ports }],
  })

test('what both sides open alike is said once, with the client', () => {
  expect(connectionsOf([into(labels('bikes')), out])).toEqual(
    new Map([['prod-bikes', ['bikes -> prod-minio minio 9000']]]),
  )
})

test('what one side opens wider is said there too', () => {
  expect(connectionsOf([into({}), out])).toEqual(
    new Map([
      ['prod-bikes', ['bikes -> prod-minio minio 9000']],
      ['prod-minio', ['prod-bikes all -> minio 9000']],
    ]),
  )
})

test('what is open to networks, to everybody, or within a namespace is said as such', () => {
  const open = policy('prod-minio', {
    podSelector: labels('minio'),
    ingress: [
      { from: [{ ipBlock: { cidr: '10.0.0.0/28' } }], ports: [{ protocol: 'UDP', port: 53 }] },
      { ports: [{ protocol: 'TCP', port: 6800, endPort: 7568 }] },
      { from: [{ podSelector: {} }] },
    ],
  })
  expect(connectionsOf([open]).get('prod-minio')).toEqual([
    '10.0.0.0/28 -> minio 53/UDP',
    'anywhere -> minio 6800-7568',
    'all -> minio any port',
  ])
})
