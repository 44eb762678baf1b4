import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Broker, BrokerAccess } from '../contracts/brokers.ts'
import type { Certificates } from '../contracts/certificates.ts'
import type { Place } from '../contracts/place.ts'
import type { Server } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { labelsOf } from '../labels.ts'
import { password } from '../password.ts'

export interface KafkaClientArgs {
  /** Where the client lives. */
  readonly place: Place
  readonly access: BrokerAccess
  /** Name of the Kafka cluster, and where it lives. */
  readonly cluster: string
  readonly brokers: Place
  /** Copies of each topic. */
  readonly copies: number
  readonly certificates: Certificates
  readonly server: Server
  /** The cluster itself. */
  readonly running: pulumi.Resource
  readonly parent: pulumi.Resource
}

const apiVersion = 'kafka.strimzi.io/v1'
const mebibyte = 2 ** 20
/** Bytes a second and broker, and percent of a broker's threads: no client starves the others. */
const quotas = {
  producerByteRate: 16 * mebibyte,
  consumerByteRate: 64 * mebibyte,
  requestPercentage: 50,
}

/** The topics of one client, and its login, which reads and writes these topics and nothing else. */
export class KafkaClient extends pulumi.ComponentResource implements Broker {
  readonly bootstrapServers: string
  readonly login: NonNullable<Broker['login']>
  readonly certificateAuthority: NonNullable<Broker['certificateAuthority']>
  readonly server: Server
  readonly ready: pulumi.Resource

  constructor(client: string, args: KafkaClientArgs) {
    const { place, brokers, cluster, server } = args
    const { namespace } = place
    super(
      'atoll:streaming:KafkaClient',
      `${place.ownership.environment}-kafka-${client}`,
      {},
      { parent: args.parent },
    )
    const secretName = this.writeLogin(client, args)
    this.makeTopics(client, args)
    this.makeUser(client, args)
    const certificate = args.certificates.certificate(`${client}-kafka`, place, [
      `${client}.${namespace}.svc`,
    ])
    const secret = (name: string, key: string) => ({ namespace, name, key })
    this.bootstrapServers = `${cluster}-kafka-bootstrap.${brokers.namespace}.svc:${server.port}`
    this.login = { username: secret(secretName, 'username'), password: secret(secretName, 'password') }
    this.certificateAuthority = secret(certificate.secretName, 'ca.crt')
    this.server = server
    this.ready = this
    this.registerOutputs()
  }

  /** The same password beside the client and beside the brokers, whose operator reads it. */
  private writeLogin(client: string, { place, brokers }: KafkaClientArgs): string {
    const { value } = password(`kafka-${client}`, this)
    const name = 'kafka-login'
    for (const [at, secretName] of [
      [place, name],
      [brokers, `${client}-login`],
    ] as const)
      new k8s.core.v1.Secret(
        `${at.namespace}/${secretName}`,
        {
          metadata: {
            name: secretName,
            namespace: at.namespace,
            labels: labelsOf(at.ownership, client, 'kafka-login'),
          },
          stringData: { username: client, password: value },
        },
        { parent: this, dependsOn: at.ready },
      )
    return name
  }

  private makeTopics(client: string, { access, copies, running, ...args }: KafkaClientArgs): void {
    for (const { name, partitions, retentionHours } of access.topics)
      customResource(
        {
          ...this.object('KafkaTopic', name, client, args),
          spec: { partitions, replicas: copies, config: { 'retention.ms': retentionHours * 3_600_000 } },
        },
        { parent: this, dependsOn: [running] },
      )
  }

  private makeUser(client: string, { access, running, ...args }: KafkaClientArgs): void {
    const secret = { name: `${client}-login`, key: 'password' }
    customResource(
      {
        ...this.object('KafkaUser', client, client, args),
        spec: {
          authentication: { type: 'scram-sha-512', password: { valueFrom: { secretKeyRef: secret } } },
          authorization: { type: 'simple', acls: acls(access) },
          quotas,
        },
      },
      { parent: this, dependsOn: [running] },
    )
  }

  private object(
    kind: string,
    name: string,
    client: string,
    args: Pick<KafkaClientArgs, 'brokers' | 'cluster'>,
  ) {
    const labels = { 'strimzi.io/cluster': args.cluster }
    return { apiVersion, kind, name, place: args.brokers, system: client, labels, waitFor: 'condition=Ready' }
  }
}

function acls({ topics, group }: BrokerAccess) {
  const rule = (type: string, name: string, patternType: string, operations: string[]) => ({
    resource: { type, name, patternType },
    operations,
    host: '*',
  })
  return [
    ...topics.map(({ name }) => rule('topic', name, 'literal', ['Describe', 'Read', 'Write'])),
    rule('group', group, 'prefix', ['Describe', 'Read']),
  ]
}
