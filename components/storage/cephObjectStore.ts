import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type {
  AccessFile,
  BucketNeeds,
  ObjectStore,
  ObjectStoreReader,
  ObjectStores,
  ObjectStoreWriter,
  ReaderAccess,
} from '../contracts/objectStores.ts'
import type { Place } from '../contracts/place.ts'
import type { Server, ServiceAddress } from '../contracts/servers.ts'
import { customResource } from '../customResource.ts'
import { labelsOf } from '../labels.ts'
import { resources } from '../pods.ts'
import { url } from '../service.ts'
import { accessKey, accessKeyFields, type KeySecret } from './accessKey.ts'
import { type BucketReader, cephBucketPolicy } from './cephBucketPolicy.ts'
import { copies } from './cephDaemons.ts'

export interface CephObjectStoreArgs {
  /** Where buckets and users are written down. */
  readonly place: Place
  /** Where Ceph lives, and the store's pods with it. */
  readonly ceph: { readonly place: Place; readonly running: pulumi.Resource }
  /** Gateways. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
}

const system = 'ceph-object-store'
const store = 'objects'
const port = 8080
const region = 'us-east-1'
const apiVersion = 'ceph.rook.io/v1'
const ready = 'jsonpath={.status.phase}=Ready'
const pool = { failureDomain: 'host', replicated: { size: copies } }

/**
 * Ceph's object store, in place of MinIO. Each bucket belongs to nobody who has a key; its policy says who may do what.
 */
export class CephObjectStore extends pulumi.ComponentResource implements ObjectStores {
  readonly address: ServiceAddress
  readonly server: Server
  private readonly args: CephObjectStoreArgs
  private readonly bucketClass: k8s.storage.v1.StorageClass
  private readonly running: pulumi.Resource
  /** By bucket; a policy is one whole, so that readers are told before their buckets. */
  private readonly readers = new Map<string, BucketReader[]>()
  private readonly users = new Map<string, pulumi.Resource>()
  private readonly made = new Set<string>()

  constructor(args: CephObjectStoreArgs) {
    const { place, ceph } = args
    const { environment } = place.ownership
    super('atoll:storage:CephObjectStore', `${environment}-ceph-object-store`)
    this.args = args
    const labels = { app: 'rook-ceph-rgw', rgw: store }
    this.server = { place: ceph.place, name: 'ceph-objects', labels, port }
    this.address = { namespace: ceph.place.namespace, service: `rook-ceph-rgw-${store}`, port }
    this.running = customResource(
      {
        apiVersion,
        kind: 'CephObjectStore',
        name: store,
        place: ceph.place,
        system,
        spec: objectStore(args),
        waitFor: ready,
      },
      { parent: this, dependsOn: [ceph.running, place.ready] },
    )
    const name = `${environment}-buckets`
    this.bucketClass = new k8s.storage.v1.StorageClass(
      name,
      {
        metadata: { name, labels: labelsOf(place.ownership, system, 'storageclass') },
        provisioner: `${ceph.place.namespace}.ceph.rook.io/bucket`,
        parameters: { objectStoreName: store, objectStoreNamespace: ceph.place.namespace, region },
        // A bucket outlives what asked for it, as MinIO's does.
        reclaimPolicy: 'Retain',
      },
      { parent: this, dependsOn: [this.running] },
    )
    this.registerOutputs()
  }

  bucket(bucket: string, place: Place, { reads = [], secretName }: BucketNeeds = {}): ObjectStore {
    this.tell(bucket, reads, '')
    return { ...this.writer(bucket, place, [bucket], { secretName }), bucket }
  }

  buckets(
    consumer: string,
    place: Place,
    buckets: readonly string[],
    files: Readonly<Record<string, AccessFile>> = {},
  ): ObjectStoreWriter {
    return this.writer(consumer, place, buckets, { files })
  }

  private writer(
    consumer: string,
    place: Place,
    buckets: readonly string[],
    secret: KeySecret,
  ): ObjectStoreWriter {
    const access = this.access(consumer, place, secret)
    for (const bucket of buckets) this.claim(bucket, consumer, access.ready)
    return access
  }

  private claim(bucket: string, consumer: string, parent: pulumi.Resource): void {
    this.made.add(bucket)
    const policy = cephBucketPolicy(bucket, this.readers.get(bucket) ?? [], consumer)
    customResource(
      {
        apiVersion: 'objectbucket.io/v1alpha1',
        kind: 'ObjectBucketClaim',
        name: bucket,
        place: this.args.place,
        system: consumer,
        spec: {
          bucketName: bucket,
          storageClassName: this.bucketClass.metadata.name,
          additionalConfig: { bucketPolicy: JSON.stringify(policy) },
        },
        waitFor: 'jsonpath={.status.phase}=Bound',
      },
      // A policy can name only users that are there.
      { parent, dependsOn: [this.bucketClass, ...this.usersOf(bucket, consumer)] },
    )
  }

  reader(consumer: string, place: Place, { buckets, prefix, secretName }: ReaderAccess): ObjectStoreReader {
    this.tell(consumer, buckets, prefix)
    return this.access(consumer, place, { secretName })
  }

  /** Notes who will read some buckets. */
  private tell(user: string, buckets: readonly string[], prefix: string): void {
    for (const bucket of buckets) {
      if (this.made.has(bucket))
        throw new Error(
          `reader ${user} comes after bucket ${bucket}, whose policy is written; tell it before`,
        )
      this.readers.set(bucket, [...(this.readers.get(bucket) ?? []), { user, prefix }])
    }
  }

  private usersOf(bucket: string, consumer: string): pulumi.Resource[] {
    const names = [consumer, ...(this.readers.get(bucket) ?? []).map(({ user }) => user)]
    return names.flatMap((name) => this.users.get(name) ?? [])
  }

  /** A key of a user who owns nothing, and may make no bucket. */
  private access(consumer: string, place: Place, secret: KeySecret): ObjectStoreReader {
    const { environment } = place.ownership
    const access = new Access(`${environment}-ceph-objects-${consumer}`, this)
    const told = `${consumer}-key`
    const endpoint = url(this.address)
    const key = accessKey(
      { ...secret, consumer, place, system, store: this.args.place, told, endpoint, region },
      access,
    )
    const user = customResource(
      {
        apiVersion,
        kind: 'CephObjectStoreUser',
        name: consumer,
        place: this.args.place,
        system: consumer,
        spec: {
          store,
          clusterNamespace: this.args.ceph.place.namespace,
          displayName: consumer,
          quotas: { maxBuckets: -1 },
          keys: [
            {
              accessKeyRef: { name: told, key: accessKeyFields.id },
              secretKeyRef: { name: told, key: accessKeyFields.secret },
            },
          ],
        },
        waitFor: ready,
      },
      { parent: access, dependsOn: [this.running, key.told] },
    )
    this.users.set(consumer, user)
    return {
      endpoint,
      region,
      credentials: key.credentials,
      server: this.server,
      address: this.address,
      ready: access,
    }
  }
}

/** What is made for one consumer. */
class Access extends pulumi.ComponentResource {
  constructor(name: string, parent: pulumi.Resource) {
    super('atoll:storage:CephObjectAccess', name, {}, { parent })
  }
}

function objectStore({ place, replicas, cpu, memory }: CephObjectStoreArgs) {
  return {
    metadataPool: pool,
    dataPool: { ...pool, parameters: { bulk: 'true' } },
    preservePoolsOnDelete: true,
    allowUsersInNamespaces: [place.namespace],
    gateway: {
      port,
      instances: replicas,
      resources: resources({ cpu, memory }),
      priorityClassName: 'system-cluster-critical',
    },
  }
}
