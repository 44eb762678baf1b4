import type { Resource } from '@pulumi/pulumi'
import type { Place } from './place.ts'
import type { Annotations, SecretRef } from './secrets.ts'
import type { Server, ServiceAddress } from './servers.ts'

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
