import * as pulumi from '@pulumi/pulumi'
import { expect, test } from 'vitest'
import { apiServersOfCluster } from './apiServers.ts'
import { allowKubernetesApi, connect, expose } from './network.ts'
import { only } from './testing/objects.ts'
import { examplePlace } from './testing/place.ts'
import { rendered } from './testing/rendered.ts'

const parent = () => new pulumi.ComponentResource('atoll:testing:Parent', 'parent')
const client = () => ({ place: examplePlace('here'), name: 'client', labels: { app: 'client' } })
const server = () => ({ place: examplePlace('there'), name: 'server', labels: { app: 'server' }, port: 99 })

test('a connection is let out on one side and in on the other, to one port', async () => {
  const objects = await rendered(() => connect(client(), server(), parent()))
  expect(objects).toHaveLength(2)
  const out = only(objects, 'NetworkPolicy', 'client-to-server')
  expect(out.metadata.namespace).toBe('here')
  expect(out.spec).toEqual({
    podSelector: { matchLabels: { app: 'client' } },
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'there' } },
            podSelector: { matchLabels: { app: 'server' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 99 }],
      },
    ],
  })
  const into = only(objects, 'NetworkPolicy', 'server-from-client')
  expect(into.metadata.namespace).toBe('there')
  expect(into.spec).toEqual({
    podSelector: { matchLabels: { app: 'server' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'here' } },
            podSelector: { matchLabels: { app: 'client' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 99 }],
      },
    ],
  })
})

test('what is exposed is let in from anywhere, on its own port only', async () => {
  const objects = await rendered(() => expose(server(), parent()))
  expect(only(objects, 'NetworkPolicy', 'server-from-anywhere').spec.ingress).toEqual([
    { ports: [{ protocol: 'TCP', port: 99 }] },
  ])
})

test('the Kubernetes API is reached where its servers are, and nowhere else', async () => {
  const networks = ['10.20.0.0/28', 'fd00::/64']
  const objects = await rendered(() => allowKubernetesApi(client(), { networks, port: 6443 }, parent()))
  expect(only(objects, 'NetworkPolicy', 'client-to-kubernetes').spec.egress).toEqual([
    {
      to: [{ ipBlock: { cidr: '10.20.0.0/28' } }, { ipBlock: { cidr: 'fd00::/64' } }],
      ports: [{ protocol: 'TCP', port: 6443 }],
    },
  ])
})

test('the servers of a cluster are those that it names itself', async () => {
  const objects = await rendered(() => allowKubernetesApi(client(), apiServersOfCluster(), parent()))
  expect(objects.map(({ kind }) => kind)).toEqual(['NetworkPolicy'])
  expect(objects[0].spec.egress).toEqual([
    { to: [{ ipBlock: { cidr: '10.87.0.1/32' } }], ports: [{ protocol: 'TCP', port: 6443 }] },
  ])
})
