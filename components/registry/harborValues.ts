import type { Database, KeyValueStore } from '../contracts/databases.ts'
import type { ObjectStore } from '../contracts/objectStores.ts'
import { environment, resources } from '../pods.ts'
import { registryUser } from './harborSecrets.ts'

/** Programs of Harbor, by the label `component` of their pods. */
export type HarborPart = 'core' | 'jobservice' | 'registry' | 'portal' | 'nginx' | 'exporter'

export interface HarborSize {
  /** Of each part but the exporter. */
  readonly replicas: number
  /** Of the core, the jobs and the registry, each. */
  readonly cpu: string
  readonly memory: string
}

export interface HarborValuesArgs extends HarborSize {
  readonly host: string
  /** Name of the Secret with everything random. */
  readonly secrets: string
  /** Secrets with the certificate that clients see, the one that Harbor's parts see, and the one whose key signs tokens. */
  readonly certificates: { readonly outer: string; readonly inner: string; readonly tokens: string }
  readonly database: Database
  readonly store: KeyValueStore
  readonly images: ObjectStore
  readonly annotations: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const metricsPort = 8001
export const smallPart = { cpu: '20m', memory: '128Mi' }

/** Databases of the key-value store, by the part that keeps something there. */
const stores = { core: 0, jobs: 1, registry: 2 }

/** What Harbor's chart is told. */
export function harborValues(args: HarborValuesArgs) {
  const { host, secrets, certificates, images } = args
  return {
    externalURL: `https://${host}`,
    expose: {
      type: 'clusterIP',
      tls: { enabled: true, certSource: 'secret', secret: { secretName: certificates.outer } },
    },
    caSecretName: certificates.outer,
    internalTLS: internalTls(certificates.inner),
    existingSecretAdminPassword: secrets,
    existingSecretSecretKey: secrets,
    // Its database of weaknesses is had from outside every day.
    trivy: { enabled: false },
    metrics: { enabled: true },
    persistence: { imageChartStorage: objectStorage(images) },
    ...connections(args),
    ...parts(args),
  }
}

function internalTls(secretName: string) {
  const certificate = { secretName }
  return {
    enabled: true,
    certSource: 'secret',
    core: certificate,
    jobservice: certificate,
    registry: certificate,
    portal: certificate,
  }
}

/** Clients get blobs from Harbor: the object store is not reached from outside. */
function objectStorage({ region, bucket, endpoint }: ObjectStore) {
  return {
    type: 's3',
    disableredirect: true,
    s3: { region, bucket, regionendpoint: endpoint },
  }
}

/** Passwords are added to the addresses by each container itself: the chart would look them up in the cluster. */
function connections({ database, store, replicas }: HarborValuesArgs) {
  const connected = 2 * replicas + 1
  return {
    database: {
      type: 'external',
      external: {
        host: database.host,
        port: String(database.port),
        username: database.name,
        coreDatabase: database.name,
        existingSecret: database.password.name,
        sslmode: 'require',
      },
      // Of the core, the jobs and the exporter, each: together no more than a server takes, which is 100.
      maxIdleConns: 2,
      maxOpenConns: Math.max(2, Math.floor(90 / connected)),
    },
    redis: { type: 'external', external: { addr: `${store.host}:${store.port}` } },
  }
}

function parts(args: HarborValuesArgs) {
  const { replicas, cpu, memory, secrets, certificates, store, images, annotations } = args
  const part = (name: HarborPart) => ({ ...spread(replicas), podAnnotations: annotations[name] ?? {} })
  const large = { resources: resources({ cpu, memory }) }
  const small = { resources: resources(smallPart) }
  const redis = (database: number) => `redis://:$(REDIS_PASSWORD)@${store.host}:${store.port}/${database}`
  const passing = (database: number) => `${redis(database)}?idle_timeout_seconds=30`
  const withRedis = (names: Readonly<Record<string, string>>) =>
    environment({ REDIS_PASSWORD: store.password, ...names })
  const keys = environment({
    REGISTRY_STORAGE_S3_ACCESSKEY: images.credentials.accessKeyId,
    REGISTRY_STORAGE_S3_SECRETKEY: images.credentials.secretAccessKey,
  })
  return {
    core: {
      ...part('core'),
      ...large,
      existingSecret: secrets,
      existingXsrfSecret: secrets,
      secretName: certificates.tokens,
      extraEnvVars: withRedis({
        _REDIS_URL_CORE: passing(stores.core),
        _REDIS_URL_REG: passing(stores.registry),
      }),
    },
    jobservice: {
      ...part('jobservice'),
      ...large,
      existingSecret: secrets,
      // A file would want a volume that all replicas write to.
      jobLoggers: ['database'],
      extraEnvVars: withRedis({ JOB_SERVICE_POOL_REDIS_URL: redis(stores.jobs) }),
    },
    registry: {
      ...part('registry'),
      existingSecret: secrets,
      credentials: { username: registryUser, existingSecret: secrets },
      registry: {
        ...large,
        extraEnvVars: [...keys, ...environment({ REGISTRY_REDIS_PASSWORD: store.password })],
      },
      controller: { ...small, extraEnvVars: keys },
    },
    portal: { ...part('portal'), ...small },
    nginx: { ...part('nginx'), ...small },
    exporter: {
      ...small,
      podAnnotations: annotations.exporter ?? {},
      extraEnvVars: withRedis({ HARBOR_REDIS_URL: redis(stores.jobs) }),
    },
  }
}

function spread(replicas: number) {
  return {
    replicas,
    podDisruptionBudget: { enabled: replicas > 1 },
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
    ],
  }
}
