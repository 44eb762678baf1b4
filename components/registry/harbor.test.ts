import { describe, expect, test } from 'vitest'
import type { Certificates } from '../contracts/certificates.ts'
import type { KeyValueStore } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import { exampleCertificates } from '../testing/certificates.ts'
import { exampleDatabase } from '../testing/database.ts'
import { environmentOf, only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { podTemplates, violations } from '../testing/podSecurity.ts'
import { masked, podAnnotations, type Rendered, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { Harbor, type HarborArgs } from './harbor.ts'

const elsewhere = (name: string, port: number) => ({
  place: examplePlace('elsewhere'),
  name,
  labels: { app: name },
  port,
})

function store(place: Place): KeyValueStore {
  return {
    host: 'store.elsewhere.svc',
    port: 6379,
    password: { namespace: place.namespace, name: 'store-login', key: 'password' },
    annotations: {},
    server: elsewhere('key-value-store', 6379),
    ready: place.ready,
  }
}

function render(args: Partial<HarborArgs> = {}, rotated?: string) {
  const issued: { name: string; names: readonly string[]; life: string | undefined }[] = []
  const objects = rendered(() => {
    const place = examplePlace('loc-harbor')
    const certificates: Certificates = {
      ...exampleCertificates(),
      certificate(name, _place, names, life) {
        issued.push({ name, names, life })
        return { secretName: `${name}-tls`, ready: place.ready }
      },
    }
    const harbor = new Harbor({
      place,
      chart: { chart: 'harbor', version: '1.2.3' },
      setupImage: `registry.internal/services@sha256:${'0'.repeat(64)}`,
      certificates,
      database: exampleDatabase('harbor', place),
      store: store(place),
      images: exampleStore(place),
      metrics: undefined,
      domain: 'loc.example.org',
      replicas: 2,
      cpu: '100m',
      memory: '512Mi',
      ...args,
    })
    harbor.robot('services', examplePlace('loc-gitlab'))
  }, rotated)
  return { objects, issued }
}

async function values(args: Partial<HarborArgs> = {}) {
  return only(await render(args).objects, 'Chart', 'harbor').values
}

const environmentIn = (part: { extraEnvVars: [] }) => environmentOf({ env: part.extraEnvVars })

describe('Harbor', () => {
  test('keeps nothing itself: a database, a key-value store and a bucket are given to it', async () => {
    const { database, redis, persistence, jobservice } = await values()
    expect(database).toMatchObject({
      type: 'external',
      external: { host: 'database.elsewhere.svc', username: 'harbor', existingSecret: 'database-login' },
    })
    expect(redis).toEqual({ type: 'external', external: { addr: 'store.elsewhere.svc:6379' } })
    expect(persistence.imageChartStorage).toMatchObject({
      type: 's3',
      disableredirect: true,
      s3: { bucket: 'numbers', regionendpoint: 'http://store.elsewhere:9000' },
    })
    expect(jobservice.jobLoggers).toEqual(['database'])
  })

  test('takes passwords from Secrets in each container that needs them', async () => {
    const { core, jobservice, registry, exporter } = await values()
    expect(environmentIn(core)).toEqual({
      REDIS_PASSWORD: 'store-login/password',
      _REDIS_URL_CORE: 'redis://:$(REDIS_PASSWORD)@store.elsewhere.svc:6379/0?idle_timeout_seconds=30',
      _REDIS_URL_REG: 'redis://:$(REDIS_PASSWORD)@store.elsewhere.svc:6379/2?idle_timeout_seconds=30',
    })
    const jobs = 'redis://:$(REDIS_PASSWORD)@store.elsewhere.svc:6379/1'
    expect(environmentIn(jobservice).JOB_SERVICE_POOL_REDIS_URL).toBe(jobs)
    expect(environmentIn(exporter).HARBOR_REDIS_URL).toBe(jobs)
    const keys = {
      REGISTRY_STORAGE_S3_ACCESSKEY: 'object-store/accessKeyId',
      REGISTRY_STORAGE_S3_SECRETKEY: 'object-store/secretAccessKey',
    }
    expect(environmentIn(registry.controller)).toEqual(keys)
    expect(environmentIn(registry.registry)).toEqual({
      ...keys,
      REGISTRY_REDIS_PASSWORD: 'store-login/password',
    })
  })

  test('has everything in a Secret of ours that its chart would make up', async () => {
    const given = await values()
    const name = 'harbor-secrets'
    expect(given).toMatchObject({
      existingSecretAdminPassword: name,
      existingSecretSecretKey: name,
      core: { existingSecret: name, existingXsrfSecret: name, secretName: 'harbor-tokens-tls' },
      jobservice: { existingSecret: name },
      registry: { existingSecret: name, credentials: { existingSecret: name } },
    })
    const { data } = only(await render().objects, 'Secret', name)
    expect(Object.keys(data).toSorted()).toEqual([
      'CSRF_KEY',
      'HARBOR_ADMIN_PASSWORD',
      'JOBSERVICE_SECRET',
      'REGISTRY_HTPASSWD',
      'REGISTRY_HTTP_SECRET',
      'REGISTRY_PASSWD',
      'secret',
      'secretKey',
    ])
    expect(new Set(Object.values(data))).toEqual(new Set([masked]))
  })

  test('has certificates that last, as it reads them only when it starts', async () => {
    const { objects, issued } = render()
    await objects
    expect(issued).toEqual([
      { name: 'harbor', names: ['harbor.loc.example.org', 'harbor.loc-harbor.svc'], life: 'lasting' },
      {
        name: 'harbor-parts',
        names: [
          'harbor-core',
          'harbor-jobservice',
          'harbor-registry',
          'harbor-portal',
          'localhost',
          '127.0.0.1',
        ],
        life: 'lasting',
      },
      { name: 'harbor-tokens', names: ['harbor-core'], life: 'lasting' },
    ])
    const { expose, internalTLS } = await values()
    expect(expose.tls.secret.secretName).toBe('harbor-tls')
    expect(internalTLS.core.secretName).toBe('harbor-parts-tls')
  })

  test('scans nothing, which would need a database from outside', async () => {
    expect((await values()).trivy).toEqual({ enabled: false })
  })

  test.each([
    [1, false],
    [2, true],
  ])('with %i replicas holds some of them back from disruption: %s', async (replicas, enabled) => {
    const { core, nginx } = await values({ replicas })
    for (const part of [core, nginx]) {
      expect(part.replicas).toBe(replicas)
      expect(part.podDisruptionBudget).toEqual({ enabled })
    }
  })

  test('opens no more connections than its database takes', async () => {
    for (const replicas of [1, 2, 5, 20]) {
      const { database } = await values({ replicas })
      expect((2 * replicas + 1) * database.maxOpenConns).toBeLessThanOrEqual(97)
    }
  })

  test.each(['harbor-secret', 'harbor-REGISTRY_PASSWD'])(
    'has other pods with another password %s, as with one of what it is given',
    async (password) => {
      const before = await render().objects.then(() => podAnnotations('Deployment', 'harbor-core'))
      expect(before).toMatchObject({ 'example/database': 'first', 'example/key': 'first' })
      const after = await render({}, password).objects.then(() => podAnnotations('Deployment', 'harbor-core'))
      expect(after).not.toEqual(before)
    },
  )

  test('is scraped part by part', async () => {
    const scraped: string[] = []
    const metrics: Metrics = {
      scrape({ name, port }) {
        scraped.push(`${name}:${port}`)
        return { 'example/server': name }
      },
    }
    const { core, registry } = await values({ metrics })
    expect(scraped).toHaveLength(4)
    expect(core.podAnnotations).toEqual({ 'example/server': 'harbor-core-metrics' })
    expect(registry.podAnnotations).toEqual({ 'example/server': 'harbor-registry-metrics' })
  })

  test('reaches its database, its key-value store and its bucket, and these alone', async () => {
    const objects = await render().objects
    const names = objects
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'loc-harbor')
      .map(({ metadata }) => metadata.name)
    expect(names).toEqual([
      'harbor-from-harbor-setup',
      'harbor-registry-to-store',
      'harbor-setup-to-harbor',
      'harbor-to-database',
      'harbor-to-key-value-store',
      'harbor-within',
    ])
  })
})

describe('a robot', () => {
  const job = (objects: readonly Rendered[]) => objects.find(({ kind }) => kind === 'Job')!

  test('has its login beside its consumer, as container runtimes read it', async () => {
    const login = only(await render().objects, 'Secret', 'registry-services')
    expect(login).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: { namespace: 'loc-gitlab' },
      data: { '.dockerconfigjson': masked },
    })
  })

  test('is made known to Harbor by a restricted Job that trusts only who signed its certificate', async () => {
    const objects = await render().objects
    expect(podTemplates(objects).flatMap(violations)).toEqual([])
    const { containers, volumes } = job(objects).spec.template.spec
    expect(environmentOf(containers[0])).toEqual({
      HARBOR_URL: 'https://harbor.loc-harbor.svc',
      HARBOR_ADMIN_PASSWORD: 'harbor-secrets/HARBOR_ADMIN_PASSWORD',
      PROJECT: 'services',
      ROBOT: 'loc-gitlab',
      ROBOT_SECRET: 'harbor-setup-services-loc-gitlab/secret',
      NODE_EXTRA_CA_CERTS: '/authority/ca.crt',
    })
    expect(volumes).toContainEqual({
      name: 'authority',
      secret: { secretName: 'harbor-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    })
  })

  test.each(['harbor-services-loc-gitlab', 'harbor-HARBOR_ADMIN_PASSWORD'])(
    'is made known anew with another password %s',
    async (password) => {
      const first = job(await render().objects).metadata.name
      expect(job(await render({}, password).objects).metadata.name).not.toBe(first)
    },
  )
})
