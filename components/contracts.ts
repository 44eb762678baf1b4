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
  /** The name in its certificate, where TLS is spoken on the port. */
  readonly tlsName?: string
  /** Port on every node, where one is configured. */
  readonly nodePort?: number
  /** Where it is not HTTP. */
  readonly protocol?: 'tcp'
}

/** Servers that answer HTTP alike, so that a request may go to any of them that is ready. */
export interface Replicas {
  readonly server: Server
  /** The Service in front of them all. */
  readonly address: ServiceAddress
  /** A Service beside it by whose name each of them has an address, ready or not. */
  readonly headless: string
  /** Path at which one answers 200 while it is ready, and nobody else does. */
  readonly readyPath: string
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
  /** Both as a credentials file of AWS's tools, for those who read nothing else. */
  readonly file: SecretRef
  /** Annotations that pods with the key must carry: they change with the key, and so replace the pods. */
  readonly annotations: Annotations
  /** To depend on: the Secret is there. */
  readonly written: Resource
}

/** Read access to a part of some buckets, for one consumer. */
export type ObjectStoreReader = Omit<ObjectStore, 'bucket'>

/** Read and write access to several buckets, for one consumer. */
export type ObjectStoreWriter = Omit<ObjectStore, 'bucket'>

/** What a file says of an access key. */
export type AccessFile = (access: {
  readonly id: string
  readonly secret: string
  readonly endpoint: string
  readonly region: string
}) => string

/** What a consumer needs of its bucket that not every one does. */
export interface BucketNeeds {
  /** Other buckets, not made yet, that the key reads too. */
  readonly reads?: readonly string[]
  /** Of the Secret with the key, where there is another one in its namespace; `object-store` when absent. */
  readonly secretName?: string
}

/** What a reader reads. */
export interface ReaderAccess {
  readonly buckets: readonly string[]
  readonly prefix: string
  /** As in `BucketNeeds`. */
  readonly secretName?: string
}

/** A system that gives consumers their buckets. */
export interface ObjectStores {
  /** Makes a bucket, and an access key in `place` that reads and writes this bucket and nothing else. */
  bucket(name: string, place: Place, needs?: BucketNeeds): ObjectStore
  /**
   * Makes buckets, and an access key in `place` that reads and writes these and nothing else.
   * @param files of the Secret with the key, by name: for a consumer that reads its access from a file of its own form
   */
  buckets(
    consumer: string,
    place: Place,
    buckets: readonly string[],
    files?: Readonly<Record<string, AccessFile>>,
  ): ObjectStoreWriter
  /** Makes an access key in `place` that reads what lies below `prefix` in each bucket and nothing else. */
  reader(name: string, place: Place, access: ReaderAccess): ObjectStoreReader
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

/** A certificate and its key in a Secret of the type `kubernetes.io/tls`, with its issuer as `ca.crt`. */
export interface Certificate {
  readonly secretName: string
  /** To depend on: the Secret is there. */
  readonly ready: Resource
}

/** A system that issues certificates which everything inside the network trusts. */
export interface Certificates {
  /**
   * Makes a certificate in `place` for these names and addresses.
   * @param life `renewed` each year with another key; `lasting` five years with one RSA key, for programs that read it
   * only when they start, or sign with the key
   */
  certificate(name: string, place: Place, names: readonly string[], life?: 'renewed' | 'lasting'): Certificate
  /** How charts that make their own certificates name the issuer. */
  readonly issuer: { readonly group: string; readonly kind: string; readonly name: string }
  /** To depend on: certificates are issued. */
  readonly ready: Resource
}

/** Names of the cluster's storage classes. */
export interface StorageClasses {
  /** Volumes of one pod. */
  readonly block: string
  /** Volumes that many pods write to. */
  readonly file?: string
  /** To depend on: volumes are provisioned. */
  readonly ready?: Resource
}

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

/** A system that keeps Python packages and gives them to pip. */
export interface PackageIndex {
  /** URL inside the cluster, as `pip install --index-url` takes it. */
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress
}

/** A system that keeps images, and Helm charts among them. */
export interface Registry {
  /** Host and, if it needs one, port. */
  readonly host: string
  /** Host by which pods reach it wherever names of the domain lead. */
  readonly inside: string
  readonly server: Server
  /** A Secret of the type `kubernetes.io/dockerconfigjson` in `place`, which pulls from and pushes to one project. */
  robot(project: string, place: Place): { readonly secretName: string; readonly ready: Resource }
}

/** A runner's access to the jobs of every project: a Secret beside the runner, with `runner-token`. */
export interface SourceRunner {
  readonly secretName: string
  /** Annotations that pods with the token must carry: they change with it, and so replace the pods. */
  readonly annotations: Annotations
  /** To depend on: the Secret is there. */
  readonly written: Resource
  /** To depend on: the token is taken. */
  readonly ready: Resource
}

/** A system that keeps source code, and has its pipelines run. */
export interface Source {
  /** URL inside the cluster. */
  readonly url: string
  readonly server: Server
  readonly address: ServiceAddress
  runner(place: Place): SourceRunner
}

/** A system through which people and programs outside the cluster reach its Services. */
export interface Gateway {
  /** Where it takes HTTPS. */
  readonly server: Server
  /** Gives a Service the name `<host>.<domain of the stack>`, over TLS. @returns its URL */
  expose(server: Server, address: ServiceAddress, host: string): string
}

/** A system whose pods speak to each other by mutual TLS, and to nobody who does not. */
export interface Mesh {
  /** Takes the pods of a namespace in. @returns the same namespace, there once they get their proxy */
  join(place: Place): Place
  /** How the metrics of servers in the mesh are read from outside of it. */
  metrics(metrics: Metrics): Metrics
}

/** A system that keeps the logs of every pod and searches them. */
export interface Logs {
  /** URL inside the cluster of the HTTP API that dashboards query. */
  readonly url: string
  readonly server: Server
}

/** A system with pages of what the others measure and write. */
export interface Dashboards {
  /** Grafana, which asks for a login, and how it is reached. */
  readonly pages: { readonly server: Server; readonly address: ServiceAddress }
  /** Lets the pages search these logs. */
  show(logs: Logs): void
}
