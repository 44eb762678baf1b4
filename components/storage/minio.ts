import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Metrics } from '../contracts/monitoring.ts'
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
import { labelsOf, selectorOf } from '../labels.ts'
import { connect } from '../network.ts'
import { password } from '../password.ts'
import {
  containerSecurity,
  dataClaim,
  environment,
  httpProbe,
  podSecurity,
  resources,
  scratch,
} from '../pods.ts'
import { oneAtATime, spreadOverNodes } from '../replicas.ts'
import { replicasService, service, url } from '../service.ts'
import type { KeySecret } from './accessKey.ts'
import { MinioAccess, type Root } from './minioAccess.ts'
import { alsoReading, bucketPolicy, type Policy, prefixPolicy } from './minioPolicy.ts'

export interface MinioArgs {
  readonly place: Place
  /** The server. */
  readonly image: string
  /** The client, which makes buckets, users and policies. */
  readonly clientImage: string
  /** 1, or 4 and more, over which objects are then erasure-coded. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
  readonly volume: string
  readonly storageClass: string
  readonly metrics: Metrics | undefined
  readonly nodePort: number | undefined
}

const name = 'minio'
const port = 9000
const region = 'us-east-1'
const rootVersion = 'atoll.dev/root-password'

/** A MinIO server, or several that hold one set of objects, and the buckets and access keys of its consumers. */
export class Minio extends pulumi.ComponentResource implements ObjectStores {
  readonly address: ServiceAddress
  readonly server: Server
  private readonly args: MinioArgs
  private readonly root: Root
  private readonly running: pulumi.Resource

  constructor(args: MinioArgs) {
    super('atoll:storage:Minio', `${args.place.ownership.environment}-minio`)
    const { place, nodePort } = args
    const { namespace } = place
    this.args = args
    this.server = { place, name, labels: selectorOf(name, 'object-store'), port }
    const within = { parent: this, dependsOn: place.ready }
    const labels = labelsOf(place.ownership, name, 'object-store')
    const metadata = { namespace, labels }
    this.address = service({ server: this.server, labels, nodePort, parent: this })
    const serviceName = replicasService({ server: this.server, labels, parent: this })

    const { value, version } = password('minio-root', this)
    const secret = new k8s.core.v1.Secret(
      `${namespace}/minio-root`,
      {
        metadata: { ...metadata, name: 'minio-root' },
        data: { user: base64('root'), password: value.apply(base64) },
      },
      within,
    )
    this.root = {
      user: { namespace, name: 'minio-root', key: 'user' },
      password: { namespace, name: 'minio-root', key: 'password' },
      version,
    }
    if (args.replicas > 1) connect(this.server, this.server, this)
    connect({ place, name: 'minio-setup', labels: selectorOf(name, 'setup') }, this.server, this)
    const annotations = {
      ...args.metrics?.scrape(this.server, '/minio/v2/metrics/cluster'),
      [rootVersion]: version,
    }

    this.running = new k8s.apps.v1.StatefulSet(
      `${namespace}/minio`,
      {
        metadata: { ...metadata, name },
        spec: {
          serviceName,
          replicas: args.replicas,
          podManagementPolicy: 'Parallel',
          selector: { matchLabels: this.server.labels },
          template: {
            metadata: { labels: metadata.labels, annotations },
            spec: this.pod(),
          },
          volumeClaimTemplates: [dataClaim(args)],
        },
      },
      {
        parent: this,
        dependsOn: [place.ready, secret],
        // Replicas with different root passwords refuse each other, so all of them start anew at once.
        deleteBeforeReplace: true,
        replaceOnChanges: [`spec.template.metadata.annotations["${rootVersion}"]`],
      },
    )
    if (args.replicas > 1) oneAtATime(this.server, labels, this)
    this.registerOutputs()
  }

  bucket(bucket: string, place: Place, { reads = [], secretName }: BucketNeeds = {}): ObjectStore {
    const policy = alsoReading(bucketPolicy(bucket), reads)
    return { ...this.access(bucket, place, policy, [bucket], { secretName }), bucket }
  }

  buckets(
    consumer: string,
    place: Place,
    buckets: readonly string[],
    files: Readonly<Record<string, AccessFile>> = {},
  ): ObjectStoreWriter {
    return this.access(consumer, place, bucketPolicy(...buckets), buckets, { files })
  }

  reader(consumer: string, place: Place, { buckets, prefix, secretName }: ReaderAccess): ObjectStoreReader {
    return this.access(consumer, place, prefixPolicy(buckets, prefix), [], { secretName })
  }

  private access(
    consumer: string,
    place: Place,
    policy: Policy,
    buckets: readonly string[],
    secret: KeySecret,
  ): ObjectStoreReader {
    const endpoint = url(this.address)
    const access = new MinioAccess(consumer, {
      place,
      policy,
      buckets,
      endpoint,
      region,
      ...secret,
      store: this.args.place,
      root: this.root,
      image: this.args.clientImage,
      running: this.running,
      parent: this,
    })
    return {
      endpoint,
      region,
      credentials: access.credentials,
      server: this.server,
      address: this.address,
      ready: access,
    }
  }

  private pod(): k8s.types.input.core.v1.PodSpec {
    const { args } = this
    const tmp = scratch('64Mi')
    const peers = `http://minio-{0...${args.replicas - 1}}.minio-replicas.${args.place.namespace}.svc:${port}/data`
    return {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurity,
      terminationGracePeriodSeconds: 30,
      topologySpreadConstraints: spreadOverNodes(this.server.labels),
      containers: [
        {
          name,
          image: args.image,
          args: ['server', '--address', `:${port}`, args.replicas === 1 ? '/data' : peers],
          env: environment({
            MINIO_ROOT_USER: this.root.user,
            MINIO_ROOT_PASSWORD: this.root.password,
            MINIO_REGION: region,
            MINIO_BROWSER: 'off',
            MINIO_UPDATE: 'off',
            MINIO_PROMETHEUS_AUTH_TYPE: 'public',
            HOME: '/tmp',
          }),
          ports: [{ name: 's3', containerPort: port }],
          startupProbe: httpProbe('/minio/health/ready', port, 1, 120),
          readinessProbe: httpProbe('/minio/health/ready', port, 10, 3),
          livenessProbe: httpProbe('/minio/health/live', port, 15, 4),
          resources: resources(args),
          securityContext: containerSecurity,
          volumeMounts: [tmp.mount, { name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [tmp.volume],
    }
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
