import type { Input, Resource } from '@pulumi/pulumi'

/** Whose stack it is: what every object is labelled with. */
export interface Ownership {
  readonly environment: string
  readonly owner: string
}

/** A namespace that is there, with its network closed. */
export interface Place {
  readonly namespace: string
  readonly ownership: Ownership
  /** To depend on, so that no pod starts before its network is closed. */
  readonly ready: Resource
}

/** The servers of the Kubernetes API, where what is sent to its Service ends up. */
export interface ApiServers {
  /** Networks that hold them: `10.20.0.0/28`, or `10.20.0.5/32` for a single one. */
  readonly networks: Input<readonly string[]>
  readonly port: Input<number>
}

/** Where a secret value is; never the value. */
export interface SecretRef {
  readonly namespace: string
  readonly name: string
  readonly key: string
}

export type Annotations = Readonly<Record<string, Input<string>>>

/** Some pods of one namespace, as a network policy chooses them. */
export interface Pods {
  readonly place: Place
  /** Short name of the pods, unique in the namespace. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** Pods that listen: another component is let through to them by `connect`. */
export interface Server extends Pods {
  /** TCP port of the pods. */
  readonly port: number
}

/** A Service, and how it is reached from where. */
export interface ServiceAddress {
  readonly namespace: string
  readonly service: string
  readonly port: number
  /** Port on every node, where one is configured. */
  readonly nodePort?: number
}

/** Read and write access to one bucket, for one consumer. */
export interface ObjectStore {
  /** URL inside the cluster. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly credentials: ObjectStoreCredentials
  readonly server: Server
  readonly address: ServiceAddress
  /** To depend on: the bucket and the credentials are usable. */
  readonly ready: Resource
}

/** References to an access key in the consumer's own namespace. */
export interface ObjectStoreCredentials {
  readonly accessKeyId: SecretRef
  readonly secretAccessKey: SecretRef
  /** Annotations that pods with the key must carry: they change with the key, and so replace the pods. */
  readonly annotations: Annotations
  /** To depend on: the Secret is there. */
  readonly written: Resource
}

/** Read access to a part of some buckets, for one consumer. */
export type ObjectStoreReader = Omit<ObjectStore, 'bucket'>

/** A system that gives consumers their buckets. */
export interface ObjectStores {
  /** Makes a bucket, and an access key in `place` that reads and writes this bucket and nothing else. */
  bucket(name: string, place: Place): ObjectStore
  /** Makes an access key in `place` that reads what lies below `prefix` in each bucket and nothing else. */
  reader(
    name: string,
    place: Place,
    access: { readonly buckets: readonly string[]; readonly prefix: string },
  ): ObjectStoreReader
}

/** Where experiments and models are registered (MLflow's HTTP API). */
export interface ModelRegistry {
  /** URL inside the cluster. */
  readonly trackingUri: string
  readonly server: Server
  readonly address: ServiceAddress
}

/** A system that collects metrics in the exposition format of Prometheus. */
export interface Metrics {
  /**
   * Lets the system read the metrics of a server, and makes what tells it to.
   * @returns annotations that the server's pods must carry
   */
  scrape(server: Server, path: string): Readonly<Record<string, string>>
}
