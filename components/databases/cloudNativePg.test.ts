import { describe, expect, test } from 'vitest'
import type { Database, DatabaseNeeds } from '../contracts/databases.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import { exampleCertificates } from '../testing/certificates.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { masked, type Rendered, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { CloudNativePg, type CloudNativePgArgs } from './cloudNativePg.ts'

const apiServers = { networks: ['10.20.0.0/28'], port: 6443 }

async function render(
  args: Partial<CloudNativePgArgs> = {},
  needs?: DatabaseNeeds,
): Promise<{ readonly objects: readonly Rendered[]; readonly database: Database }> {
  let database: Database | undefined
  const objects = await rendered(() => {
    database = new CloudNativePg({
      place: examplePlace('loc-cloudnative-pg'),
      chart: { chart: 'cloudnative-pg', version: '1.2.3' },
      apiServers,
      metrics: undefined,
      storageClass: 'fast',
      backups: {
        chart: { chart: 'plugin-barman-cloud', version: '1.2.3' },
        cron: '0 1 * * *',
        keptDays: 7,
        objects: { bucket: (name, place) => ({ ...exampleStore(place), bucket: name }) } as ObjectStores,
        certificates: exampleCertificates(),
      },
      replicas: 1,
      volume: '5Gi',
      cpu: '250m',
      memory: '1Gi',
      ...args,
    }).database('harbor', examplePlace('loc-harbor'), needs)
  })
  return { objects, database: database! }
}

const cluster = async (args: Partial<CloudNativePgArgs> = {}, needs?: DatabaseNeeds) =>
  only((await render(args, needs)).objects, 'Cluster', 'harbor-database')

describe('a PostgreSQL server', () => {
  test('lives beside its consumer, with one database that the consumer owns', async () => {
    const { metadata, spec } = await cluster()
    expect(metadata.namespace).toBe('loc-harbor')
    expect(spec.bootstrap.initdb).toMatchObject({
      database: 'harbor',
      owner: 'harbor',
      secret: { name: 'harbor-database-login' },
    })
  })

  test('is there when its operator says so', async () => {
    expect((await cluster()).metadata.annotations).toEqual({ 'pulumi.com/waitFor': 'condition=Ready' })
  })

  test('has the volumes, the cores and the memory that it is told', async () => {
    const { spec } = await cluster({ volume: '7Gi', cpu: '2', memory: '4Gi', storageClass: 'slow' })
    expect(spec.storage).toEqual({ size: '7Gi', storageClass: 'slow' })
    expect(spec.resources).toEqual({ requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } })
  })

  test('acknowledges a write on two of its volumes, where it has more than one', async () => {
    expect((await cluster({ replicas: 3 })).spec.postgresql.synchronous).toEqual({
      method: 'any',
      number: 1,
      dataDurability: 'required',
    })
    const alone = (await cluster({ replicas: 1 })).spec
    expect(alone).not.toHaveProperty('postgresql')
    expect(alone.enablePDB).toBe(false)
  })

  test('has an image of an exact version, whose registry the mirror knows', async () => {
    expect((await cluster()).spec.imageName).toMatch(/^ghcr\.io\/cloudnative-pg\/postgresql:\d+\.\d+-/)
  })

  test('has the extensions, the version and the connections that its consumer needs', async () => {
    const { imageName, bootstrap, postgresql } = (
      await cluster({}, { version: 17, extensions: ['pg_trgm'], connections: 300 })
    ).spec
    expect(imageName).toMatch(/^ghcr\.io\/cloudnative-pg\/postgresql:17\./)
    expect(bootstrap.initdb.postInitApplicationSQL).toEqual(['CREATE EXTENSION IF NOT EXISTS pg_trgm'])
    expect(postgresql).toEqual({ parameters: { max_connections: '300' } })
  })

  test('is scraped where metrics are collected', async () => {
    const scraped: string[] = []
    const metrics = {
      scrape(server: { readonly name: string; readonly port: number }) {
        scraped.push(`${server.name}:${server.port}`)
        return { 'example/port': String(server.port) }
      },
    }
    const { spec } = await cluster({ metrics })
    expect(spec.inheritedMetadata.annotations).toMatchObject({ 'example/port': '9187' })
    expect(scraped).toEqual(['operator-metrics:8080', 'harbor-database-metrics:9187'])
  })
})

test('the login is in a Secret that the server and the consumer read, and nowhere else', async () => {
  const { objects, database } = await render()
  const login = only(objects, 'Secret', 'harbor-database-login')
  expect(login).toMatchObject({
    type: 'kubernetes.io/basic-auth',
    metadata: { namespace: 'loc-harbor', labels: { 'cnpg.io/reload': 'true' } },
    data: { username: masked, password: masked },
  })
  expect(database).toMatchObject({
    host: 'harbor-database-rw.loc-harbor.svc',
    port: 5432,
    name: 'harbor',
    username: { namespace: 'loc-harbor', name: 'harbor-database-login', key: 'username' },
    password: { namespace: 'loc-harbor', name: 'harbor-database-login', key: 'password' },
    certificateAuthority: { namespace: 'loc-harbor', name: 'harbor-database-ca', key: 'ca.crt' },
  })
  expect(JSON.stringify(objects)).not.toContain('value of harbor-database')
})

test('instances reach each other and Kubernetes, the operator reaches them, and nobody else does', async () => {
  const { objects } = await render()
  const ingress = objects.filter(
    ({ kind, metadata, spec }) =>
      kind === 'NetworkPolicy' && metadata.namespace === 'loc-harbor' && spec.ingress !== undefined,
  )
  expect(ingress.map(({ metadata, spec }) => [metadata.name, spec.ingress[0].ports[0].port])).toEqual([
    ['harbor-database-from-harbor-database', 5432],
    ['harbor-database-from-operator', 5432],
    ['harbor-database-status-from-harbor-database', 8000],
    ['harbor-database-status-from-operator', 8000],
  ])
  const egress = only(objects, 'NetworkPolicy', 'harbor-database-to-kubernetes').spec.egress
  expect(egress).toEqual([
    { to: [{ ipBlock: { cidr: '10.20.0.0/28' } }], ports: [{ protocol: 'TCP', port: 6443 }] },
  ])
})

test('the API server reaches the webhook of the operator, which is one or two', async () => {
  const { objects } = await render({ replicas: 3 })
  expect(only(objects, 'Chart', 'cloudnative-pg').values.replicaCount).toBe(2)
  const [rule] = only(objects, 'NetworkPolicy', 'operator-from-kubernetes').spec.ingress
  expect(rule.ports).toEqual([{ protocol: 'TCP', port: 9443 }])
})

describe('a backup', () => {
  test('is kept in a bucket of the server, whose log of changes goes there as it is written', async () => {
    const { objects } = await render()
    const { spec } = only(objects, 'ObjectStore', 'harbor-database')
    expect(spec).toMatchObject({
      retentionPolicy: '7d',
      configuration: {
        destinationPath: 's3://harbor-database/',
        endpointURL: 'http://store.elsewhere:9000',
        s3Credentials: { secretAccessKey: { name: 'object-store', key: 'secretAccessKey' } },
      },
    })
    expect((await cluster()).spec.plugins).toEqual([
      {
        name: 'barman-cloud.cloudnative-pg.io',
        isWALArchiver: true,
        parameters: { barmanObjectName: 'harbor-database' },
      },
    ])
    expect(only(objects, 'NetworkPolicy', 'harbor-database-to-store')).toBeDefined()
  })

  test('is made of the whole server at once and at set times, by the plugin', async () => {
    const { spec } = only((await render()).objects, 'ScheduledBackup', 'harbor-database')
    expect(spec).toMatchObject({ schedule: '0 0 1 * * *', immediate: true, method: 'plugin' })
  })

  test('is the only one of its volume', async () => {
    expect((await cluster()).spec.inheritedMetadata.annotations).toEqual({
      'backup.velero.io/backup-volumes-excludes': 'pgdata',
    })
  })
})
