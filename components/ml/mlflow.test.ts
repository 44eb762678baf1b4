import { expect, test } from 'vitest'
import type { ObjectStoreReader } from '../contracts.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { Mlflow } from './mlflow.ts'

function render(nodePort?: number): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('loc-ml')
    const artifacts: ObjectStoreReader = exampleStore(place)
    new Mlflow({
      place,
      artifacts,
      image: 'mlflow',
      cpu: '100m',
      memory: '1Gi',
      volume: '1Gi',
      storageClass: 'standard',
      domain: 'loc.atoll.internal',
      metrics: { scrape: (_server, path) => ({ collect: path }) },
      nodePort,
    })
  })
}

const container = (objects: readonly Rendered[]) =>
  only(objects, 'StatefulSet', 'mlflow').spec.template.spec.containers[0]

test('one server keeps its database on its volume', async () => {
  const { args, volumeMounts } = container(await render())
  expect(args).toContain('--backend-store-uri=sqlite:////data/mlflow.db')
  expect(volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' })
  const { spec } = only(await render(), 'StatefulSet', 'mlflow')
  expect([spec.replicas, spec.volumeClaimTemplates[0].spec.storageClassName]).toEqual([1, 'standard'])
})

test('it answers to the names of its Service, to forwarded ports and to its name in the domain', async () => {
  const allowed = container(await render()).args.find((arg: string) => arg.startsWith('--allowed-hosts='))
  const hosts = allowed.replace('--allowed-hosts=', '').split(',')
  expect(hosts).toEqual(
    expect.arrayContaining(['mlflow.loc-ml:*', '127.0.0.1:*', 'localhost:*', 'mlflow.loc.atoll.internal']),
  )
  expect(hosts).not.toContain('*')
})

test('it reads artifacts with credentials that it gets by reference', async () => {
  expect(environmentOf(container(await render()))).toMatchObject({
    MLFLOW_S3_ENDPOINT_URL: 'http://store.elsewhere:9000',
    AWS_ACCESS_KEY_ID: 'object-store/accessKeyId',
    AWS_SECRET_ACCESS_KEY: 'object-store/secretAccessKey',
  })
})

test('its metrics are read by the address of its pod, to which it answers', async () => {
  const { metadata } = only(await render(), 'StatefulSet', 'mlflow').spec.template
  expect(metadata.annotations).toEqual({ 'example/key': 'first', collect: '/metrics' })
  const { args, env } = container(await render())
  expect(args.at(-1)).toContain(',$(POD_IP):*')
  expect(env).toContainEqual({ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } })
})

test('it may reach the object store, and is reached from nodes only where a port is given', async () => {
  expect(only(await render(), 'NetworkPolicy', 'mlflow-to-store')).toBeDefined()
  const policies = async (nodePort?: number) =>
    (await render(nodePort)).map(({ metadata }) => metadata.name).filter((name) => /anywhere/.test(name))
  expect(await policies()).toEqual([])
  expect(await policies(30500)).toEqual(['mlflow-from-anywhere'])
})
