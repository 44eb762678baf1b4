import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { stringify } from 'yaml'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Databases, KeyValueStores } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { AccessFile, ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import type { Source, SourceRunner } from '../contracts/source.ts'
import { labelsOf } from '../labels.ts'
import { allowWithin, connect } from '../network.ts'
import { secret } from '../secret.ts'
import { type GitlabSecrets, gitlabSecrets } from './gitlabSecrets.ts'
import { type GitlabPart, type GitlabSize, gitlabBuckets, gitlabValues } from './gitlabValues.ts'

export interface GitlabArgs extends GitlabSize {
  readonly place: Place
  readonly chart: ChartReference
  readonly certificates: Certificates
  readonly databases: Databases
  readonly keyValueStores: KeyValueStores
  readonly objects: ObjectStores
  readonly metrics: Metrics | undefined
  readonly storageClass: string
  /** When a backup is made, as cron writes it, and how many are kept. */
  readonly backups: { readonly schedule: string; readonly kept: number }
  /** The stack's: GitLab is `gitlab.<domain>`. */
  readonly domain: string
}

const system = 'gitlab'
const port = 8181
const script = readFileSync(join(import.meta.dirname, 'gitlabSetup.rb'), 'utf8')
const measured: Readonly<Partial<Record<GitlabPart, number>>> = {
  webservice: 8083,
  sidekiq: 3807,
  gitaly: 9236,
}

/**
 * GitLab's community edition: repositories on a volume, all else in a database, a key-value store and buckets. It has no
 * registry, as Harbor is one, and no agents; what it would tell or ask outside is turned off. The chart's hooks are left
 * out: one makes secrets, which are made by us, the other warns of a skipped version.
 */
export class Gitlab extends pulumi.ComponentResource implements Source {
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress
  private readonly ready: pulumi.Resource
  private readonly token: GitlabSecrets['runnerToken']

  constructor(args: GitlabArgs) {
    const { place, domain, certificates } = args
    const { namespace, ownership } = place
    super('atoll:source:Gitlab', `${ownership.environment}-gitlab`)
    const host = `gitlab.${domain}`
    const service = `${system}-webservice-default`
    const inside = `${service}.${namespace}.svc`
    this.url = `https://${inside}:${port}`
    this.server = this.part(place, 'webservice', system, port)
    this.address = { namespace, service, port, tlsName: inside }

    const database = args.databases.database(system, place, {
      version: 17,
      extensions: ['pg_trgm', 'btree_gist', 'amcheck'],
      connections: 300,
    })
    const store = args.keyValueStores.keyValueStore(system, place, { evicts: true })
    const objects = args.objects.buckets(system, place, Object.values(gitlabBuckets), files)
    const certificate = certificates.certificate(system, place, [host, inside], 'lasting')
    const secrets = gitlabSecrets(place, this)
    this.token = secrets.runnerToken
    const name = `${system}-setup`
    const metadata = { name, namespace, labels: labelsOf(ownership, system, 'setup') }
    const setup = new k8s.core.v1.ConfigMap(
      `${namespace}/${name}`,
      { metadata, data: { 'setup.rb': script } },
      { parent: this, dependsOn: place.ready },
    )
    const all = { place, name: system, labels: { release: system } }
    allowWithin(all, this)
    for (const server of [database.server, store.server, objects.server]) connect(all, server, this)
    const annotations = Object.entries(measured).map(([part, port]) => {
      const server = this.part(place, part, `${system}-${part}-metrics`, port)
      return [part, args.metrics?.scrape(server, '/metrics') ?? {}] as const
    })
    const access = {
      ...database.annotations,
      ...store.annotations,
      ...objects.credentials.annotations,
    }
    this.ready = installChart(
      {
        chart: args.chart,
        release: system,
        place,
        values: gitlabValues({
          ...args,
          host,
          secrets: secrets.name,
          certificate: certificate.secretName,
          database,
          store,
          objects,
          setup: { name, content: script },
          annotations: Object.fromEntries(annotations),
        }),
        podAnnotations: (kind) => (kind === 'Job' ? { ...access, ...this.token.annotations } : access),
      },
      {
        parent: this,
        dependsOn: [
          secrets.written,
          setup,
          ...[database, store, objects, certificate].map(({ ready }) => ready),
        ],
      },
    )
    this.registerOutputs()
  }

  runner(place: Place): SourceRunner {
    const name = `${system}-runner-token`
    const values = { 'runner-token': this.token.value, 'runner-registration-token': '' }
    const written = secret({ name, place, system: `${system}-runner`, component: 'token', values }, this)
    return { secretName: name, annotations: this.token.annotations, written, ready: this.ready }
  }

  private part(place: Place, app: string, name: string, port: number): Server {
    return { place, name, labels: { app, release: system }, port }
  }
}

/** As Rails reads its access to buckets, and as s3cmd does, which backups are made with. */
const files: Readonly<Record<string, AccessFile>> = {
  connection: ({ id, secret, endpoint, region }) =>
    stringify({
      provider: 'AWS',
      aws_access_key_id: id,
      aws_secret_access_key: secret,
      endpoint,
      region,
      path_style: true,
    }),
  s3cfg: ({ id, secret, endpoint, region }) => {
    const { host, protocol } = new URL(endpoint)
    return [
      '[default]',
      `access_key = ${id}`,
      `secret_key = ${secret}`,
      `bucket_location = ${region}`,
      `host_base = ${host}`,
      `host_bucket = ${host}/%(bucket)`,
      `use_https = ${protocol === 'https:' ? 'True' : 'False'}`,
      'multipart_chunk_size_mb = 128',
      '',
    ].join('\n')
  },
}
