import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Database, DatabaseNeeds, Databases } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStores } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { allowFromKubernetesApi, allowKubernetesApi, connect } from '../network.ts'
import { resources } from '../pods.ts'
import type { DatabaseBackupPlan } from './databaseBackup.ts'
import { PostgresCluster } from './postgresCluster.ts'

export interface CloudNativePgArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly backups: DatabaseBackupPlan & {
    /** Of the plugin that makes them. */
    readonly chart: ChartReference
    readonly objects: ObjectStores
    /** Of the operator and the plugin, to each other. */
    readonly certificates: Certificates
  }
  readonly apiServers: ApiServers
  readonly metrics: Metrics | undefined
  readonly storageClass: string
  /** Instances of each server: 1, or 3 and more, of which one may be lost without a write that was acknowledged. */
  readonly replicas: number
  /** Volume of each instance. */
  readonly volume: string
  readonly cpu: string
  readonly memory: string
}

const system = 'cloudnative-pg'
const webhookPort = 9443
const metricsPort = 8080
const pluginPort = 9090
export const operatorSize = { cpu: '100m', memory: '256Mi' }
export const pluginSize = { cpu: '20m', memory: '128Mi' }

/** CloudNativePG's operator, and a PostgreSQL server of its own for each consumer, beside it. */
export class CloudNativePg extends pulumi.ComponentResource implements Databases {
  private readonly args: CloudNativePgArgs
  private readonly operator: Server
  private readonly installed: pulumi.Resource
  private readonly plugin: pulumi.Resource

  constructor(args: CloudNativePgArgs) {
    const { place, chart, apiServers, metrics, replicas } = args
    super('atoll:databases:CloudNativePg', `${place.ownership.environment}-cloudnative-pg`)
    this.args = args
    const labels = { 'app.kubernetes.io/name': system, 'app.kubernetes.io/instance': system }
    this.operator = { place, name: 'operator', labels, port: webhookPort }
    allowKubernetesApi(this.operator, apiServers, this)
    allowFromKubernetesApi(this.operator, apiServers, this)
    const metricsServer = { ...this.operator, name: 'operator-metrics', port: metricsPort }
    this.installed = installChart(
      {
        chart,
        release: system,
        place,
        values: {
          replicaCount: replicas > 1 ? 2 : 1,
          resources: resources(operatorSize),
          podAnnotations: metrics?.scrape(metricsServer, '/metrics') ?? {},
        },
      },
      { parent: this },
    )
    this.plugin = this.installPlugin(args)
    this.registerOutputs()
  }

  private installPlugin({ place, backups, apiServers }: CloudNativePgArgs): pulumi.Resource {
    const plugin = {
      place,
      name: 'barman-cloud',
      labels: { 'app.kubernetes.io/name': 'plugin-barman-cloud' },
      port: pluginPort,
    }
    allowKubernetesApi(plugin, apiServers, this)
    connect(this.operator, plugin, this)
    return installChart(
      {
        chart: backups.chart,
        release: 'plugin-barman-cloud',
        place,
        values: { resources: resources(pluginSize) },
      },
      { parent: this, dependsOn: [this.installed, backups.certificates.ready] },
    )
  }

  database(name: string, place: Place, needs: DatabaseNeeds = {}): Database {
    return new PostgresCluster(name, {
      ...this.args,
      place,
      needs,
      operator: this.operator,
      installed: this.installed,
      backups: { ...this.args.backups, installed: this.plugin },
      parent: this,
    })
  }
}
