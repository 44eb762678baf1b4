import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { account } from '../../account.ts'
import { checksum } from '../../checksum.ts'
import type { Metrics } from '../../contracts/monitoring.ts'
import type { ObjectStore } from '../../contracts/objectStores.ts'
import type { Place } from '../../contracts/place.ts'
import type { Annotations } from '../../contracts/secrets.ts'
import type { ApiServers, Pods, Server, ServiceAddress } from '../../contracts/servers.ts'
import { defineKind } from '../../definition.ts'
import { labelsOf, selectorOf } from '../../labels.ts'
import { allowKubernetesApi, connect } from '../../network.ts'
import { service, skipAwait } from '../../service.ts'
import { metadataProxySettings } from './metadataProxySettings.ts'
import { launcherSettings, pipelineAccounts } from './pipelineAccounts.ts'
import { databaseNames, PipelineDatabase } from './pipelineDatabase.ts'
import { pipelineDefinitions } from './pipelineDefinitions.ts'
import { type Program, pipelineDeployment } from './pipelineDeployment.ts'
import { pipelinePrograms, ports } from './pipelinePrograms.ts'
import { apiServerSettings, runSettings, workflowSettings } from './pipelineSettings.ts'

export interface KubeflowPipelinesArgs {
  readonly place: Place
  readonly apiServers: ApiServers
  /** For pipelines, and the artifacts of their runs. */
  readonly objects: ObjectStore
  readonly metrics: Metrics | undefined
  /** Of each program that can run several times at once. */
  readonly replicas: number
  /** Of the API server, the controller of runs and the database, each. */
  readonly cpu: string
  readonly memory: string
  /** Of the database. */
  readonly volume: string
  readonly storageClass: string
}

const system = 'kubeflow-pipelines'

/** Settings by the program that reads them, then by file. */
type Settings = Readonly<Record<string, Record<string, string>>>

/**
 * Kubeflow Pipelines, whose runs live in its own namespace: in those of others it runs them only for people whom a login
 * in front of it names. What pipelines of its first version need is left out, and so are viewers that it starts.
 */
export class KubeflowPipelines extends pulumi.ComponentResource {
  /** Its pages, which ask nobody who they are. */
  readonly server: Server
  readonly address: ServiceAddress
  /** To depend on: it takes pipelines. */
  readonly ready: pulumi.Resource

  private readonly args: KubeflowPipelinesArgs

  constructor(args: KubeflowPipelinesArgs) {
    const { place, objects } = args
    super('atoll:ml:KubeflowPipelines', `${place.ownership.environment}-kubeflow-pipelines`)
    this.args = args
    const database = new PipelineDatabase({ ...args, system, parent: this })
    const settings = this.settings(database.server)
    const written = this.write({ ...settings, [launcherSettings]: runSettings(objects) })
    const dependsOn = [...written, database.ready, objects.ready]

    this.server = this.listener('pipelines', ports.pages)
    this.address = this.serve(this.server)
    this.serve(this.listener('metadata', ports.metadata), 'tcp')
    this.serve(this.listener('metadata-proxy', ports.metadataProxy))
    this.serveApi()
    this.openNetwork(database.server)

    const secrets = {
      [objects.credentials.accessKeyId.name]: objects.credentials.annotations,
      [database.password.name]: database.annotations,
    }
    const programs = pipelinePrograms({ namespace: place.namespace, store: objects, database })
    const deployments = programs.map((program) => {
      const annotations = {
        ...checksumOf(settings[program.name]),
        ...annotationsOf(program, secrets),
        ...this.scraped(program),
      }
      return pipelineDeployment(program, { ...args, system, annotations }, { parent: this, dependsOn })
    })
    this.ready = deployments[0]
    this.registerOutputs()
  }

  private settings({ name: host, port }: Server): Settings {
    const { place, objects } = this.args
    const database = { host, port, name: databaseNames.runs }
    const metadata = { host: 'metadata', port: ports.metadata }
    const addresses = { namespace: place.namespace, database, metadata }
    return {
      'ml-pipeline': { 'config.json': json(apiServerSettings(addresses, objects)) },
      'workflow-controller': workflowSettings(ports.workflowMetrics),
      'metadata-proxy': { 'envoy.json': json(metadataProxySettings(ports.metadataProxy, metadata)) },
    }
  }

  /** What there must be before the programs: kinds, accounts and settings. */
  private write(settings: Settings): pulumi.Resource[] {
    const { place, objects } = this.args
    const accounts = pipelineAccounts(objects.credentials.accessKeyId.name)
    return [
      ...pipelineDefinitions.map((kind) => defineKind(kind, { ...place, system }, this)),
      ...Object.entries(accounts).flatMap(([name, grants]) => account({ name, place, system, grants }, this)),
      ...Object.entries(settings).map(
        ([name, data]) =>
          new k8s.core.v1.ConfigMap(
            `${place.namespace}/${name}`,
            { metadata: this.metadata(name), data },
            { parent: this, dependsOn: place.ready },
          ),
      ),
    ]
  }

  private serve(server: Server, protocol: 'http' | 'tcp' = 'http'): ServiceAddress {
    return service({ server, labels: this.metadata(server.name).labels, protocol, parent: this })
  }

  /** Both ports of the API server under one name, as its clients want it. */
  private serveApi(): void {
    const { place } = this.args
    const both = { http: ports.api, grpc: ports.apiGrpc }
    new k8s.core.v1.Service(
      `${place.namespace}/ml-pipeline`,
      {
        metadata: { ...this.metadata('ml-pipeline'), annotations: skipAwait },
        spec: {
          selector: selectorOf(system, 'ml-pipeline'),
          ports: Object.entries(both).map(([name, port]) => ({ name, port, targetPort: port })),
        },
      },
      { parent: this, dependsOn: place.ready },
    )
  }

  private openNetwork(database: Server): void {
    const { place, objects, apiServers } = this.args
    const api = this.listener('ml-pipeline', ports.api)
    const grpc = { ...api, name: 'ml-pipeline-grpc', port: ports.apiGrpc }
    const metadata = this.listener('metadata', ports.metadata)
    const proxy = this.listener('metadata-proxy', ports.metadataProxy)
    const agent = this.pods('persistence-agent')
    const scheduler = this.pods('scheduler')
    // The API server labels the pods of every run.
    const run: Pods = { place, name: 'run', labels: { 'pipelines.kubeflow.org/v2_component': 'true' } }
    const connections: readonly (readonly [Pods, readonly Server[]])[] = [
      [api, [database, objects.server]],
      [agent, [api, grpc]],
      [scheduler, [grpc]],
      [run, [grpc, metadata, objects.server]],
      [metadata, [database]],
      [proxy, [metadata]],
      [this.server, [api, proxy, objects.server]],
    ]
    for (const [client, servers] of connections) for (const server of servers) connect(client, server, this)
    for (const client of [api, agent, scheduler, this.pods('workflow-controller'), this.server, run])
      allowKubernetesApi(client, apiServers, this)
  }

  private scraped({ name, metricsPort }: Program): Readonly<Record<string, string>> {
    const { metrics } = this.args
    if (metrics === undefined || metricsPort === undefined) return {}
    return metrics.scrape(this.listener(name, metricsPort), '/metrics')
  }

  private metadata(name: string) {
    const { namespace, ownership } = this.args.place
    return { name, namespace, labels: labelsOf(ownership, system, name) }
  }

  private pods(name: string): Pods {
    return { place: this.args.place, name, labels: selectorOf(system, name) }
  }

  private listener(name: string, port: number): Server {
    return { ...this.pods(name), port }
  }
}

/** Those who read a Secret are replaced with what is in it. */
function annotationsOf({ env = {} }: Program, secrets: Readonly<Record<string, Annotations>>): Annotations {
  const read = Object.values(env).map((value) =>
    typeof value === 'object' && 'key' in value ? secrets[value.name] : {},
  )
  return Object.assign({}, ...read)
}

/** Another content of a ConfigMap is read by other pods. */
function checksumOf(settings: object | undefined): Annotations {
  return settings === undefined ? {} : checksum(JSON.stringify(settings))
}

function json(value: object): string {
  return JSON.stringify(value, null, 2)
}
