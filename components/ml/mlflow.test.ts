import { expect, test } from 'vitest'
import type { ObjectStoreReader } from '../contracts/objectStores.ts'
import { exampleDatabase } from '../testing/database.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { type Rendered, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { Mlflow } from './mlflow.ts'

function render(nodePort?: number, replicas?: number): Promise<Rendered[]> {
  return rendered(() => {
    const place = examplePlace('loc-ml')
    const artifacts: ObjectStoreReader = exampleStore(place)
    new Mlflow({
      place,
      artifacts,
      image: `registry.internal/mlflow@sha256:${'0'.repeat(64)}`,
      database: replicas === undefined ? undefined : exampleDatabase('mlflow', place),
      replicas: replicas ?? 1,
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

test('several servers keep what they know in a database, whose certificate they check', async () => {
  const objects = await render(undefined, 2)
  const { spec } = only(objects, 'Deployment', 'mlflow')
  expect(spec.replicas).toBe(2)
  expect(spec.template.metadata.annotations).toMatchObject({ 'example/database': 'first' })
  const [container] = spec.template.spec.containers
  expect(container.args).toContain(
    '--backend-store-uri=postgresql+psycopg2://database.elsewhere.svc:5432/mlflow',
  )
  expect(environmentOf(container)).toMatchObject({
    PGUSER: 'database-login/username',
    PGPASSWORD: 'database-login/password',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/authority/ca.crt',
  })
  expect(spec.template.spec.volumes).toContainEqual({
    name: 'authority',
    secret: { secretName: 'database-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
  })
  expect(only(objects, 'PodDisruptionBudget', 'mlflow').spec.maxUnavailable).toBe(1)
  expect(JSON.stringify(objects)).not.toContain('sqlite')
})

test('a Job brings the tables of the database to the version of the image', async () => {
  const objects = await render(undefined, 1)
  const job = objects.find(({ kind }) => kind === 'Job')!
  const { command } = job.spec.template.spec.containers[0]
  expect(command.slice(-3)).toEqual([
    'db',
    'upgrade',
    'postgresql+psycopg2://database.elsewhere.svc:5432/mlflow',
  ])
  expect(podTemplates(objects).flatMap(violations)).toEqual([])
  for (const policy of ['mlflow-to-database', 'mlflow-schema-to-database'])
    expect(only(objects, 'NetworkPolicy', policy)).toBeDefined()
  expect(objects.filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([])
})
