import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Database } from '../contracts/databases.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { ObjectStoreReader } from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { ModelRegistry } from '../contracts/registries.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { oneAtATime } from '../replicas.ts'
import { service, url } from '../service.ts'
import { setupJob } from '../setupJob.ts'
import { mlflowPod, port, schemaLabels, schemaSetup } from './mlflowPod.ts'

export interface MlflowArgs {
  readonly place: Place
  readonly image: string
  /** Where its page reads artifacts; trainings write them themselves. */
  readonly artifacts: ObjectStoreReader
  /** Where it keeps everything else; without one, one server keeps it in SQLite on a volume. */
  readonly database: Database | undefined
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
  /** Of SQLite. */
  readonly volume: string
  readonly storageClass: string
  /** The stack's domain: `mlflow.<domain>` is a name of the server too. */
  readonly domain: string
  readonly metrics: Metrics | undefined
  readonly nodePort: number | undefined
}

const name = 'mlflow'

/** MLflow's tracking server with its registry. */
export class Mlflow extends pulumi.ComponentResource implements ModelRegistry {
  readonly trackingUri: string
  readonly server: Server
  readonly address: ServiceAddress

  constructor(args: MlflowArgs) {
    super('atoll:ml:Mlflow', `${args.place.ownership.environment}-mlflow`)
    const { place, nodePort, database } = args
    const labels = labelsOf(place.ownership, name, 'model-registry')
    this.server = { place, name, labels: selectorOf(name, 'model-registry'), port }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    this.trackingUri = url(this.address)
    connect(this.server, args.artifacts.server, this)
    const annotations = {
      ...args.metrics?.scrape(this.server, '/metrics'),
      ...args.artifacts.credentials.annotations,
      ...database?.annotations,
    }
    const spec = mlflowPod({
      ...args,
      address: this.address,
      labels: this.server.labels,
      measured: args.metrics !== undefined,
    })
    if (database !== undefined)
      this.keepInDatabase(args, database, labels, { metadata: { labels, annotations }, spec })
    else
      podWithVolume(
        { ...args, server: this.server, labels, annotations, spec },
        { parent: this, dependsOn: [args.artifacts.credentials.written] },
      )
    this.registerOutputs()
  }

  /** Servers start once the tables are theirs: they refuse those of another version. */
  private keepInDatabase(
    { place, image, replicas, artifacts }: MlflowArgs,
    database: Database,
    labels: Readonly<Record<string, string>>,
    template: k8s.types.input.core.v1.PodTemplateSpec,
  ): void {
    const { namespace, ready } = place
    connect(this.server, database.server, this)
    connect({ place, name: 'mlflow-schema', labels: schemaLabels }, database.server, this)
    const schema = setupJob(
      { ...schemaSetup(database, image), place },
      { parent: this, dependsOn: [database.ready] },
    )
    new k8s.apps.v1.Deployment(
      `${namespace}/mlflow`,
      {
        metadata: { name, namespace, labels },
        spec: {
          replicas,
          revisionHistoryLimit: 3,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          selector: { matchLabels: this.server.labels },
          template,
        },
      },
      { parent: this, dependsOn: [ready, artifacts.credentials.written, schema] },
    )
    if (replicas > 1) oneAtATime(this.server, labels, this)
  }
}
