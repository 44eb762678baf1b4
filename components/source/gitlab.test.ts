import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { DatabaseNeeds } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { AccessFile } from '../contracts/objectStores.ts'
import { exampleCertificates } from '../testing/certificates.ts'
import { exampleDatabase } from '../testing/database.ts'
import { only } from '../testing/objects.ts'
import { examplePlace } from '../testing/place.ts'
import { masked, rendered } from '../testing/rendered.ts'
import { exampleStore } from '../testing/store.ts'
import { Gitlab, type GitlabArgs } from './gitlab.ts'

const elsewhere = (name: string, port: number) => ({
  place: examplePlace('elsewhere'),
  name,
  labels: { app: name },
  port,
})

interface Asked {
  database: DatabaseNeeds | undefined
  evicts: boolean | undefined
  buckets: readonly string[]
}

function render(args: Partial<GitlabArgs> = {}) {
  const asked: Asked = { database: undefined, evicts: undefined, buckets: [] }
  let files: Readonly<Record<string, AccessFile>> = {}
  const objects = rendered(() => {
    const place = examplePlace('loc-gitlab')
    const gitlab = new Gitlab({
      place,
      chart: { chart: 'gitlab', version: '1.2.3' },
      certificates: exampleCertificates(),
      databases: {
        database(_name, place, needs) {
          asked.database = needs
          return exampleDatabase('gitlab', place)
        },
      },
      keyValueStores: {
        keyValueStore(_name, place, needs) {
          asked.evicts = needs?.evicts
          return {
            host: 'store.elsewhere.svc',
            port: 6379,
            password: { namespace: place.namespace, name: 'store-login', key: 'password' },
            annotations: {},
            server: elsewhere('key-value-store', 6379),
            ready: place.ready,
          }
        },
      },
      objects: {
        bucket: (_name, place) => exampleStore(place),
        buckets(_consumer, place, buckets, given = {}) {
          asked.buckets = buckets
          files = given
          return exampleStore(place)
        },
        reader: (_name, place) => exampleStore(place),
      },
      metrics: undefined,
      storageClass: 'fast',
      backups: { schedule: '0 1 * * *', kept: 7 },
      domain: 'loc.example.org',
      replicas: 2,
      volume: '10Gi',
      cpu: '300m',
      memory: '3Gi',
      ...args,
    })
    gitlab.runner(examplePlace('loc-gitlab-runner'))
  })
  return { objects, asked, files: () => files }
}

const values = async (args: Partial<GitlabArgs> = {}) =>
  only(await render(args).objects, 'Chart', 'gitlab').values

describe('GitLab', () => {
  test('is the community edition, at its name below the domain', async () => {
    const { global } = await values()
    expect(global.edition).toBe('ce')
    expect(global.hosts).toMatchObject({ https: true, gitlab: { name: 'gitlab.loc.example.org' } })
  })

  test('believes the gateway whom it speaks for, as sign-ins are limited by address', async () => {
    expect((await values()).gitlab.webservice.trusted_proxies).toContain('10.0.0.0/8')
  })

  test('brings none of what is there already', async () => {
    const given = await values()
    for (const part of ['nginx-ingress', 'registry', 'shared-secrets'])
      expect(given[part].enabled).toBe(false)
    for (const part of ['postgresql', 'redis', 'prometheus', 'gitlab-runner'])
      expect(given[part].install).toBe(false)
    for (const part of ['minio', 'kas', 'registry', 'ingress', 'gatewayApi'])
      expect(given.global[part].enabled).toBe(false)
    expect(given.global.gatewayApi.installEnvoy).toBe(false)
    expect(given.installCertmanager).toBe(false)
  })

  test('has a database with its extensions, of a version that it supports', async () => {
    const { objects, asked } = render()
    const { global } = only(await objects, 'Chart', 'gitlab').values
    expect(asked.database).toMatchObject({ version: 17, extensions: ['pg_trgm', 'btree_gist', 'amcheck'] })
    expect(global.psql).toEqual({
      host: 'database.elsewhere.svc',
      port: 5432,
      database: 'gitlab',
      username: 'gitlab',
      password: { secret: 'database-login', key: 'password' },
    })
  })

  test('has a key-value store, where its cache makes room for its queues', async () => {
    const { objects, asked } = render()
    await objects
    expect(asked.evicts).toBe(true)
    expect((await values()).global.redis).toEqual({
      host: 'store.elsewhere.svc',
      port: 6379,
      auth: { enabled: true, secret: 'store-login', key: 'password' },
    })
  })

  test('has a bucket for each kind of object', async () => {
    const { objects, asked } = render()
    const { lfs, artifacts, uploads, packages, backups } = only(await objects, 'Chart', 'gitlab').values
      .global.appConfig
    const used = [lfs, artifacts, uploads, packages].map(({ bucket }) => bucket)
    expect([...used, backups.bucket, backups.tmpBucket].toSorted()).toEqual([...asked.buckets].toSorted())
    expect(new Set(asked.buckets).size).toBe(6)
  })

  test('reads its access to them as Rails and as s3cmd want it', async () => {
    const { objects, files } = render()
    await objects
    const access = { id: 'gitlab', secret: 'key', endpoint: 'http://store.elsewhere:9000', region: 'here' }
    const { connection, s3cfg } = files()
    expect(parse(connection(access))).toEqual({
      provider: 'AWS',
      aws_access_key_id: 'gitlab',
      aws_secret_access_key: 'key',
      endpoint: 'http://store.elsewhere:9000',
      region: 'here',
      path_style: true,
    })
    const lines = s3cfg(access).split('\n')
    expect(lines).toEqual(expect.arrayContaining(['host_base = store.elsewhere:9000', 'use_https = False']))
    const { appConfig } = (await values()).global
    expect(appConfig.object_store.connection).toEqual({ secret: 'object-store', key: 'connection' })
  })

  test('has in a Secret of ours what a Job of its chart would make up', async () => {
    const { data } = only(await render().objects, 'Secret', 'gitlab-secrets')
    expect(new Set(Object.values(data))).toEqual(new Set([masked]))
    const { global } = await values()
    const named = [
      global.initialRootPassword,
      global.gitaly.authToken,
      global.shell.authToken,
      global.workhorse,
      global.registry.notificationSecret,
      { ...global.railsSecrets, key: 'secrets.yml' },
      { ...global.registry.certificate, key: 'registry-auth.key' },
      { ...global.runner.registrationToken, key: 'runner-registration-token' },
    ]
    for (const { secret, key } of named) {
      expect(secret).toBe('gitlab-secrets')
      expect(Object.keys(data)).toContain(key)
    }
  })

  test('tells nothing outside', async () => {
    const { global } = await values()
    expect(global.appConfig).toMatchObject({ enableUsagePing: false, enableSeatLink: false })
    const { data } = only(await render().objects, 'ConfigMap', 'gitlab-setup')
    for (const setting of ['gravatar_enabled', 'usage_ping_enabled', 'version_check_enabled'])
      expect(data['setup.rb']).toContain(`${setting}: false`)
  })

  test('is told of its settings and its runner by its own code, after each migration', async () => {
    const { migrations } = (await values()).gitlab
    expect(migrations.scriptTpl).toMatch(/db-migrate; gitlab-rails runner \/setup\/setup\.rb;$/)
    const volumes = parse(migrations.extraVolumes)
    const mounts: { name: string; mountPath: string }[] = parse(migrations.extraVolumeMounts)
    expect(volumes).toEqual([
      { name: 'setup', configMap: { name: 'gitlab-setup' } },
      { name: 'runner', secret: { secretName: 'gitlab-secrets', items: [{ key: 'runner', path: 'token' }] } },
    ])
    expect(mounts.map(({ mountPath }) => mountPath)).toEqual(['/setup', '/setup-runner'])
    const { data } = only(await render().objects, 'ConfigMap', 'gitlab-setup')
    expect(data['setup.rb']).toContain("File.read('/setup-runner/token')")
  })

  test('keeps repositories on a volume, and makes a backup of everything at its time', async () => {
    const { gitaly, toolbox } = (await values()).gitlab
    expect(gitaly.persistence).toEqual({ size: '10Gi', storageClass: 'fast' })
    const { schedule, extraArgs, persistence } = toolbox.backups.cron
    expect(schedule).toBe('0 1 * * *')
    expect(extraArgs).toContain('--maximum-backups 7')
    expect(persistence).toMatchObject({ useGenericEphemeralVolume: true, size: '10Gi', storageClass: 'fast' })
  })

  test('has a replica of the web server and of the jobs for each that it is told', async () => {
    const { webservice, sidekiq } = (await values({ replicas: 3, cpu: '2', memory: '4Gi' })).gitlab
    for (const part of [webservice, sidekiq]) {
      expect([part.minReplicas, part.maxReplicas]).toEqual([3, 3])
      expect(part.resources).toEqual({ requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } })
    }
  })

  test('is scraped part by part', async () => {
    const scraped: string[] = []
    const metrics: Metrics = {
      scrape({ name, port }) {
        scraped.push(`${name}:${port}`)
        return { 'example/server': name }
      },
    }
    const { webservice } = (await values({ metrics })).gitlab
    expect(scraped).toEqual([
      'gitlab-webservice-metrics:8083',
      'gitlab-sidekiq-metrics:3807',
      'gitlab-gitaly-metrics:9236',
    ])
    expect(webservice.annotations).toEqual({ 'example/server': 'gitlab-webservice-metrics' })
  })

  test('reaches its database, its key-value store and its buckets, and these alone', async () => {
    const names = (await render().objects)
      .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'loc-gitlab')
      .map(({ metadata }) => metadata.name)
    expect(names).toEqual([
      'gitlab-to-database',
      'gitlab-to-key-value-store',
      'gitlab-to-store',
      'gitlab-within',
    ])
  })
})

test("a runner has its token beside itself, under the names that the runner's chart reads", async () => {
  const { metadata, data } = only(await render().objects, 'Secret', 'gitlab-runner-token')
  expect(metadata.namespace).toBe('loc-gitlab-runner')
  expect(Object.keys(data).toSorted()).toEqual(['runner-registration-token', 'runner-token'])
})
