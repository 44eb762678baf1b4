import { createHash } from 'node:crypto'
import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { checksum } from '../checksum.ts'
import type { Broker, BrokerAccess, Brokers } from '../contracts/brokers.ts'
import type { Place } from '../contracts/place.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { containerSecurity, environment, patientProbes, podSecurity, resources, scratch } from '../pods.ts'
import { podWithVolume } from '../podWithVolume.ts'
import { service } from '../service.ts'
import { setupJob } from '../setupJob.ts'
import { kafkaProperties } from './kafkaProperties.ts'

export interface KafkaArgs {
  readonly place: Place
  readonly image: string
  /** Image of the services, which makes topics. */
  readonly setupImage: string
  readonly storageClass: string
  readonly volume: string
  readonly cpu: string
  readonly memory: string
  /** Where programs outside of the cluster find it, on this machine only. */
  readonly nodePort: number | undefined
}

const name = 'kafka'
const port = 9092
const outsidePort = 9094
const java = ['-XX:MaxRAMPercentage=50', '-XX:+ExitOnOutOfMemoryError', '-Dlog4j2.level=INFO']

/**
 * Kafka with one broker in KRaft mode, for one node: no copies, no login, no TLS. Who may reach it reads and writes
 * every topic; network policies say who.
 */
export class Kafka extends pulumi.ComponentResource implements Brokers {
  readonly server: Server
  readonly address: ServiceAddress
  readonly ready: pulumi.Resource
  private readonly args: KafkaArgs
  private readonly bootstrapServers: string

  constructor(args: KafkaArgs) {
    super('atoll:streaming:Kafka', `${args.place.ownership.environment}-kafka`)
    const { place, nodePort } = args
    const { namespace } = place
    this.args = args
    const labels = labelsOf(place.ownership, name, 'broker')
    this.server = { place, name, labels: selectorOf(name, 'broker'), port }
    const inside = service({ server: this.server, labels, protocol: 'tcp', parent: this })
    this.bootstrapServers = `${name}.${namespace}.svc:${port}`
    const outside = { ...this.server, name: 'kafka-outside', port: outsidePort }
    this.address =
      nodePort === undefined
        ? inside
        : service({ server: outside, labels, nodePort, protocol: 'tcp', parent: this })
    connect({ place, name: 'kafka-setup', labels: selectorOf(name, 'setup') }, this.server, this)

    const metadata = { name, namespace, labels }
    const properties = kafkaProperties({
      clients: { port, advertised: this.bootstrapServers },
      ...(nodePort === undefined
        ? {}
        : { outside: { port: outsidePort, advertised: `127.0.0.1:${nodePort}` } }),
    })
    const config = new k8s.core.v1.ConfigMap(
      `${namespace}/${name}`,
      { metadata, data: { 'server.properties': properties } },
      { parent: this, dependsOn: place.ready },
    )
    this.ready = podWithVolume(
      { ...args, server: this.server, labels, annotations: checksum(properties), spec: pod(args) },
      { parent: this, dependsOn: [config] },
    )
    this.registerOutputs()
  }

  client(client: string, _place: Place, { topics }: BrokerAccess): Broker {
    const { place, setupImage: image } = this.args
    const files = { 'topics.json': JSON.stringify(topics, null, 2) }
    const ready = setupJob(
      {
        name: `kafka-setup-${client}`,
        place,
        system: name,
        image,
        command: ['node', '/app/services/runtime/kafkaTopics.ts', '/setup/topics.json'],
        env: environment({ KAFKA_BROKERS: this.bootstrapServers }),
        files,
        content: { image, files },
      },
      { parent: this, dependsOn: [this.ready] },
    )
    return { bootstrapServers: this.bootstrapServers, server: this.server, ready }
  }
}

function pod(args: KafkaArgs): k8s.types.input.core.v1.PodSpec {
  const tmp = scratch('64Mi')
  const container = {
    image: args.image,
    resources: resources(args),
    securityContext: containerSecurity,
    volumeMounts: [
      tmp.mount,
      { name: 'data', mountPath: '/data' },
      { name: 'config', mountPath: '/etc/kafka', readOnly: true },
    ],
  }
  const properties = '/etc/kafka/server.properties'
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 60,
    initContainers: [
      {
        ...container,
        name: 'format',
        args: [
          ...java,
          'kafka.tools.StorageTool',
          'format',
          '--ignore-formatted',
          `--cluster-id=${clusterId(args.place)}`,
          `--config=${properties}`,
        ],
      },
    ],
    containers: [
      {
        ...container,
        name,
        args: [...java, 'kafka.Kafka', properties],
        ports: [
          { name: 'tcp-clients', containerPort: port },
          ...(args.nodePort === undefined ? [] : [{ name: 'tcp-outside', containerPort: outsidePort }]),
        ],
        // The port opens when the broker has read its logs and the topics that there are.
        ...patientProbes({ tcpSocket: { port } }),
      },
    ],
    volumes: [tmp.volume, { name: 'config', configMap: { name } }],
  }
}

/** A volume is written for one cluster, and the broker refuses that of another. */
function clusterId({ namespace }: Place): string {
  return createHash('sha256').update(namespace).digest().subarray(0, 16).toString('base64url')
}
