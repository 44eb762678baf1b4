import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'
import type { Annotations, SecretRef } from './secrets.ts'
import type { Server } from './servers.ts'

/** One database of a PostgreSQL server, owned by one consumer. */
export interface Database {
  readonly host: string
  readonly port: number
  /** Of the database. */
  readonly name: string
  /** In the consumer's own namespace. */
  readonly username: SecretRef
  readonly password: SecretRef
  /** In the consumer's own namespace: what the server's certificate is checked with. */
  readonly certificateAuthority: SecretRef
  /** Annotations that pods with the password must carry: they change with it, and so replace the pods. */
  readonly annotations: Annotations
  readonly server: Server
  /** To depend on: the server takes connections. */
  readonly ready: Resource
}

/** What a consumer needs of its PostgreSQL server that not every one does. */
export interface DatabaseNeeds {
  /** Major version, where the newest is too new for the consumer. */
  readonly version?: 17
  /** That come with PostgreSQL, and that its owner may not create. */
  readonly extensions?: readonly string[]
  /** At most at once; 100 when absent. */
  readonly connections?: number
}

/** A system that gives consumers a PostgreSQL server of their own. */
export interface Databases {
  /** Makes a server in `place` with one database, named as the consumer, and a Secret with its owner's login. */
  database(name: string, place: Place, needs?: DatabaseNeeds): Database
}

/** A server of Redis' protocol, for one consumer. */
export interface KeyValueStore {
  readonly host: string
  readonly port: number
  /** In the consumer's own namespace. */
  readonly password: SecretRef
  /** Annotations that pods with the password must carry: they change with it, and so replace the pods. */
  readonly annotations: Annotations
  readonly server: Server
  /** To depend on: the server takes connections. */
  readonly ready: Resource
}

/** A system that gives consumers a key-value store of their own. */
export interface KeyValueStores {
  /** @param needs `evicts`: when it is full, what would expire anyway makes room; else nothing more is taken in */
  keyValueStore(name: string, place: Place, needs?: { readonly evicts?: boolean }): KeyValueStore
}
