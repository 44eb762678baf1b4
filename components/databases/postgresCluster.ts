import * as pulumi from '@pulumi/pulumi'
import type { Database, DatabaseNeeds } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Annotations, SecretRef } from '../contracts/secrets.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { allowKubernetesApi, connect } from '../network.ts'
import { password } from '../password.ts'
import { resources } from '../pods.ts'
import { secret } from '../secret.ts'
import {
  type DatabaseBackup,
  type DatabaseBackupPlan,
  databaseBackup,
  scheduledBackup,
} from './databaseBackup.ts'

export interface PostgresClusterArgs {
  /** Where the consumer lives, and its server. */
  readonly place: Place
  readonly needs: DatabaseNeeds
  /** The operator's pods, which look after the instances. */
  readonly operator: Server
  /** The operator itself, and its kinds. */
  readonly installed: pulumi.Resource
  readonly apiServers: ApiServers
  /** Where backups go, made by what is installed for it. */
  readonly backups: DatabaseBackupPlan & {
    readonly objects: ObjectStores
    readonly installed: pulumi.Resource
  }
  readonly metrics: Metrics | undefined
  readonly storageClass: string
  readonly replicas: number
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  readonly parent: pulumi.Resource
}

/** By major version. */
const images = {
  17: 'ghcr.io/cloudnative-pg/postgresql:17.10-system-trixie',
  18: 'ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie',
}
const port = 5432
const statusPort = 8000
const metricsPort = 9187

/** One consumer's PostgreSQL server with one database, and the Secret with its owner's login. */
export class PostgresCluster extends pulumi.ComponentResource implements Database {
  readonly host: string
  readonly port = port
  readonly name: string
  readonly username: SecretRef
  readonly password: SecretRef
  readonly certificateAuthority: SecretRef
  readonly annotations: Annotations
  readonly server: Server
  readonly ready: pulumi.Resource

  constructor(consumer: string, args: PostgresClusterArgs) {
    const { place, parent } = args
    const { namespace, ownership } = place
    super('atoll:databases:PostgresCluster', `${ownership.environment}-database-${consumer}`, {}, { parent })
    const cluster = `${consumer}-database`
    this.host = `${cluster}-rw.${namespace}.svc`
    this.name = consumer
    this.server = { place, name: cluster, labels: { 'cnpg.io/cluster': cluster }, port }
    this.openNetwork(args)

    const { value, version } = password(cluster, this)
    const secretName = `${cluster}-login`
    const login = secret(
      {
        name: secretName,
        place,
        system: consumer,
        component: 'database-login',
        // The operator tells the server of another password.
        labels: { 'cnpg.io/reload': 'true' },
        type: 'kubernetes.io/basic-auth',
        values: { username: consumer, password: value },
      },
      this,
    )
    this.username = { namespace, name: secretName, key: 'username' }
    this.password = { namespace, name: secretName, key: 'password' }
    // The operator's own, whose certificates are of the names of the server.
    this.certificateAuthority = { namespace, name: `${cluster}-ca`, key: 'ca.crt' }
    this.annotations = { 'atoll.dev/database-password': version }
    const plan = { ...args.backups, cluster, place, parent: this }
    const backup = databaseBackup(plan)
    const running = customResource(
      {
        apiVersion: 'postgresql.cnpg.io/v1',
        kind: 'Cluster',
        name: cluster,
        place,
        system: consumer,
        spec: {
          ...instances(args),
          ...this.contents(secretName, args.needs),
          plugins: backup.plugins,
          inheritedMetadata: this.inherited(args, backup),
        },
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [place.ready, args.installed, login, ...backup.ready] },
    )
    scheduledBackup(plan, running)
    this.ready = running
    this.registerOutputs()
  }

  private contents(secretName: string, { extensions = [] }: DatabaseNeeds) {
    const { name } = this
    const created = extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${extension}`)
    return {
      bootstrap: {
        initdb: {
          database: name,
          owner: name,
          secret: { name: secretName },
          dataChecksums: true,
          ...(created.length > 0 ? { postInitApplicationSQL: created } : {}),
        },
      },
    }
  }

  /** Instances copy from each other and ask whether the others are there; all of them ask Kubernetes who is the first. */
  private openNetwork({ operator, apiServers }: PostgresClusterArgs): void {
    const status = { ...this.server, name: `${this.server.name}-status`, port: statusPort }
    for (const server of [this.server, status]) {
      connect(this.server, server, this)
      connect(operator, server, this)
    }
    allowKubernetesApi(this.server, apiServers, this)
  }

  private inherited({ place, metrics }: PostgresClusterArgs, backup: DatabaseBackup) {
    const exporter = { ...this.server, name: `${this.server.name}-metrics`, port: metricsPort }
    return {
      labels: { owner: place.ownership.owner, 'app.kubernetes.io/part-of': 'atoll' },
      annotations: { ...metrics?.scrape(exporter, '/metrics'), ...backup.annotations },
    }
  }
}

function instances({ needs, replicas, volume, storageClass, cpu, memory }: PostgresClusterArgs) {
  const { version = 18, connections } = needs
  return {
    imageName: images[version],
    instances: replicas,
    enablePDB: replicas > 1,
    storage: { size: volume, storageClass },
    resources: resources({ cpu, memory }),
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'preferred',
      topologyKey: 'kubernetes.io/hostname',
    },
    ...(replicas > 1 || connections !== undefined
      ? { postgresql: { ...durability(replicas), ...limits(connections) } }
      : {}),
  }
}

/** A write is acknowledged when it is on two volumes. */
function durability(replicas: number) {
  return replicas > 1 ? { synchronous: { method: 'any', number: 1, dataDurability: 'required' } } : {}
}

function limits(connections: number | undefined) {
  return connections === undefined ? {} : { parameters: { max_connections: String(connections) } }
}
