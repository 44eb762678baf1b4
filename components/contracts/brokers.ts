import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'
import type { SecretRef } from './secrets.ts'
import type { Server } from './servers.ts'

/** One consumer's access to some topics of Kafka. */
export interface Broker {
  readonly bootstrapServers: string
  /** In the consumer's own namespace: a login by SCRAM-SHA-512. Absent where the broker asks for none. */
  readonly login?: { readonly username: SecretRef; readonly password: SecretRef }
  /** In the consumer's own namespace: what the broker's certificate is checked with. */
  readonly certificateAuthority?: SecretRef
  readonly server: Server
  /** To depend on: the topics are there and the login works. */
  readonly ready: Resource
}

/** Topics and consumer groups that a client reads and writes. */
export interface BrokerAccess {
  readonly topics: readonly {
    readonly name: string
    readonly partitions: number
    readonly retentionHours: number
  }[]
  /** Prefix of its consumer groups. */
  readonly group: string
}

/** A system that gives consumers their topics. */
export interface Brokers {
  client(name: string, place: Place, access: BrokerAccess): Broker
}
