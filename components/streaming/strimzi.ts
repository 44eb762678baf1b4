import * as pulumi from '@pulumi/pulumi'
import { installChart } from '../chart.ts'
import type { ChartReference } from '../charts.ts'
import type { Broker, BrokerAccess, Brokers } from '../contracts/brokers.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Metrics } from '../contracts/monitoring.ts'
import type { Place } from '../contracts/place.ts'
import type { Annotations } from '../contracts/secrets.ts'
import type { ApiServers, Server } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { allowKubernetesApi, allowWithin } from '../network.ts'
import { resources } from '../pods.ts'
import { KafkaClient } from './kafkaClient.ts'

export interface StrimziArgs {
  readonly place: Place
  readonly chart: ChartReference
  readonly apiServers: ApiServers
  readonly certificates: Certificates
  readonly storageClass: string
  readonly metrics: Metrics | undefined
  /** Brokers, each a controller as well; 1, or 3 and more, of which one may be lost. */
  readonly replicas: number
  /** Volume of each. */
  readonly volume: string
  readonly cpu: string
  readonly memory: string
}

const apiVersion = 'kafka.strimzi.io/v1'
const cluster = 'kafka'
const system = 'strimzi'
const port = 9093
export const operatorSize = { cpu: '200m', memory: '384Mi' }
export const exporterSize = { cpu: '50m', memory: '128Mi' }
export const entityOperatorSize = { cpu: '100m', memory: '256Mi' }

/**
 * A Kafka cluster in KRaft mode, run by Strimzi's operator. Clients come by TLS with a login by SCRAM-SHA-512, and
 * read and write their own topics only.
 */
export class Strimzi extends pulumi.ComponentResource implements Brokers {
  readonly server: Server
  readonly ready: pulumi.Resource
  private readonly args: StrimziArgs

  constructor(args: StrimziArgs) {
    const { place, certificates } = args
    const { namespace } = place
    super('atoll:streaming:Strimzi', `${place.ownership.environment}-strimzi`)
    this.args = args
    this.server = { place, name: cluster, labels: { 'strimzi.io/name': `${cluster}-kafka` }, port }
    this.openNetwork(args)
    const exporter: Server = {
      place,
      name: 'kafka-exporter',
      labels: { 'strimzi.io/name': `${cluster}-kafka-exporter` },
      port: 9404,
    }
    const annotations = args.metrics?.scrape(exporter, '/metrics') ?? {}
    const operator = this.install(args)
    const certificate = certificates.certificate(cluster, place, [
      `${cluster}-kafka-bootstrap.${namespace}.svc`,
      `*.${cluster}-kafka-brokers.${namespace}.svc`,
    ])
    const pool = customResource(
      { ...this.object('KafkaNodePool', 'brokers'), spec: nodePool(args) },
      { parent: this, dependsOn: [operator] },
    )
    this.ready = customResource(
      {
        ...this.object('Kafka', cluster),
        spec: kafka(args, certificate.secretName, annotations),
        waitFor: 'condition=Ready',
      },
      { parent: this, dependsOn: [pool, certificate.ready] },
    )
    this.registerOutputs()
  }

  client(name: string, place: Place, access: BrokerAccess): Broker {
    const { certificates, place: brokers, replicas } = this.args
    return new KafkaClient(name, {
      place,
      access,
      cluster,
      brokers,
      copies: copiesOn(replicas),
      certificates,
      server: this.server,
      running: this.ready,
      parent: this,
    })
  }

  private install({ place, chart, replicas }: StrimziArgs): pulumi.Resource {
    return installChart(
      {
        chart,
        release: system,
        place,
        values: {
          replicas: replicas > 1 ? 2 : 1,
          podDisruptionBudget: { enabled: replicas > 1 },
          // The namespace is closed, and opened by this component.
          generateNetworkPolicy: false,
          podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          resources: resources(operatorSize),
          // Strimzi makes pods that the restricted standard admits.
          extraEnvs: [{ name: 'STRIMZI_POD_SECURITY_PROVIDER_CLASS', value: 'restricted' }],
        },
      },
      { parent: this },
    )
  }

  private openNetwork({ place, apiServers }: StrimziArgs): void {
    allowWithin({ place, name: system, labels: {} }, this)
    allowKubernetesApi(
      { place, name: 'operator', labels: { name: 'strimzi-cluster-operator' } },
      apiServers,
      this,
    )
    allowKubernetesApi(
      { place, name: 'entity-operator', labels: { 'strimzi.io/name': `${cluster}-entity-operator` } },
      apiServers,
      this,
    )
  }

  private object(kind: string, name: string) {
    const labels = kind === 'Kafka' ? {} : { 'strimzi.io/cluster': cluster }
    return { apiVersion, kind, name, place: this.args.place, system, labels }
  }
}

function nodePool({ replicas, storageClass, volume, cpu, memory }: StrimziArgs) {
  return {
    replicas,
    roles: ['controller', 'broker'],
    resources: resources({ cpu, memory }),
    storage: {
      type: 'jbod',
      volumes: [
        {
          id: 0,
          type: 'persistent-claim',
          size: volume,
          class: storageClass,
          deleteClaim: false,
          kraftMetadata: 'shared',
        },
      ],
    },
  }
}

function kafka({ replicas }: StrimziArgs, certificate: string, annotations: Annotations) {
  const copies = copiesOn(replicas)
  const inSync = Math.max(1, copies - 1)
  return {
    kafka: {
      version: '4.3.0',
      metadataVersion: '4.3-IV0',
      listeners: [
        {
          name: 'clients',
          port,
          type: 'internal',
          tls: true,
          authentication: { type: 'scram-sha-512' },
          configuration: {
            brokerCertChainAndKey: { secretName: certificate, certificate: 'tls.crt', key: 'tls.key' },
          },
        },
      ],
      authorization: { type: 'simple' },
      config: {
        'auto.create.topics.enable': false,
        'default.replication.factor': copies,
        'min.insync.replicas': inSync,
        'offsets.topic.replication.factor': copies,
        'transaction.state.log.replication.factor': copies,
        'transaction.state.log.min.isr': inSync,
      },
    },
    // Topics, their copies, and how far behind their readers are.
    kafkaExporter: {
      resources: resources(exporterSize),
      template: { pod: { metadata: { annotations } } },
    },
    entityOperator: {
      topicOperator: { resources: resources(entityOperatorSize) },
      userOperator: { resources: resources(entityOperatorSize) },
    },
  }
}

function copiesOn(brokers: number): number {
  return Math.min(brokers, 3)
}
