import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Gateway, Mesh } from '../../components/contracts/mesh.ts'
import { Minio } from '../../components/storage/minio.ts'
import { examplePlace } from '../../components/testing/place.ts'
import { type Rendered, rendered } from '../../components/testing/rendered.ts'
import { exampleRegistry } from '../../components/testing/store.ts'
import { presets } from '../presets.ts'
import { notebookOf, usersOf } from '../users.ts'
import { notebooks } from './notebooks.ts'
import type { Stack } from './stack.ts'

type Listed = readonly { readonly name: string; readonly reads: string[] }[]

const listed: fc.Arbitrary<Listed> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/),
    reads: fc.subarray(['bikes', 'cars']),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 5 },
)

interface Built {
  readonly objects: readonly Rendered[]
  readonly hosts: readonly string[]
}

async function build(users: Listed): Promise<Built> {
  const hosts: string[] = []
  const objects = await rendered(() => {
    const mesh: Gateway & Mesh = {
      server: { place: examplePlace('dev-istio'), name: 'gateway', labels: { istio: 'gateway' }, port: 8443 },
      join: (place) => place,
      metrics: (metrics) => metrics,
      expose: (_server, _address, host) => {
        hosts.push(host)
        return host
      },
    }
    const own = users.map((user) => [notebookOf(user), examplePlace(`dev-${notebookOf(user)}`)] as const)
    const stack = {
      config: {
        systems: ['kubeflow-notebooks'],
        users: usersOf([...users], presets.small),
        sizes: presets.small,
        storageClass: 'standard',
      },
      apiServers: { networks: ['10.87.0.1/32'], port: 6443 },
      places: { 'kubeflow-notebooks': examplePlace('dev-kubeflow-notebooks'), ...Object.fromEntries(own) },
    } as unknown as Stack
    const objects = new Minio({
      ...presets.small.minio,
      place: examplePlace('dev-minio'),
      image: 'minio',
      clientImage: 'mc',
      storageClass: 'standard',
      metrics: undefined,
      nodePort: undefined,
    })
    notebooks(stack, { objects, registry: exampleRegistry(), packages: undefined, mesh })
  })
  return { objects, hosts }
}

test('whoever the users are, each has a notebook, a namespace, a bucket and a host of its own, and nothing of the others', async () => {
  await fc.assert(
    fc.asyncProperty(listed, async (users) => {
      const { objects, hosts } = await build(users)
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
      expect(new Set(names).size).toBe(names.length)
      expect(hosts).toEqual(users.map(notebookOf))
      for (const user of users) {
        const name = notebookOf(user)
        const own = objects.filter(({ metadata }) => metadata.namespace === `dev-${name}`)
        expect(own.filter(({ kind }) => kind === 'Notebook').map(({ metadata }) => metadata.name)).toEqual([
          name,
        ])
        const said = JSON.stringify([own, policyOf(objects, name)])
        for (const other of users.map(notebookOf).filter((one) => one !== name))
          expect(said).not.toMatch(new RegExp(`\\b${other}(?![a-z0-9-])`))
      }
    }),
    { numRuns: 15 },
  )
})

test('a user writes to its own bucket, and reads those of the workloads that it names and no others', async () => {
  const { objects } = await build([
    { name: 'ana', reads: ['bikes'] },
    { name: 'ben', reads: [] },
  ])
  const bucketsFor = (user: string, action: string) =>
    policyOf(objects, user).Statement.flatMap(({ Action, Resource }) =>
      Action.includes(action) ? Resource : [],
    )
  expect(bucketsFor('notebook-ana', 's3:PutObject')).toEqual(['arn:aws:s3:::notebook-ana/*'])
  expect(bucketsFor('notebook-ana', 's3:GetObject')).toEqual([
    'arn:aws:s3:::notebook-ana/*',
    'arn:aws:s3:::bikes/*',
  ])
  expect(bucketsFor('notebook-ben', 's3:GetObject')).toEqual(['arn:aws:s3:::notebook-ben/*'])
})

test('a namespace may hold a notebook and the proxy beside it', async () => {
  const { objects } = await build([{ name: 'ana', reads: [] }])
  const quota = objects.find(({ kind }) => kind === 'ResourceQuota')
  expect(quota?.spec.hard).toMatchObject({ 'requests.cpu': '120m', 'requests.memory': '1152Mi' })
})

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[]
}

/** What the object store is told of a consumer. */
function policyOf(objects: readonly Rendered[], consumer: string): Policy {
  const setup = objects.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `minio-setup-${consumer}`,
  )
  return JSON.parse(setup?.data['policy.json'])
}
