import type { ObjectStore, ObjectStoreCredentials } from '../contracts/objectStores.ts'
import { containerSecurity, environment, resources } from '../pods.ts'

export interface LokiSize {
  /** 1, or 3 that keep each line three times until it is in the object store. */
  readonly replicas: number
  readonly cpu: string
  readonly memory: string
  /** Of each: what is not in the object store yet. */
  readonly volume: string
  /** How long lines are kept: `7d`. */
  readonly retention: string
}

export const lokiPort = 3100
export const alloyPort = 12345
export const alloySize = { cpu: '50m', memory: '256Mi' }
const positions = '/var/lib/alloy'

export interface LokiValuesArgs extends LokiSize {
  readonly storageClass: string
  /** By which its metrics are found. */
  readonly annotations: Readonly<Record<string, string>>
  readonly store: Pick<ObjectStore, 'endpoint' | 'region' | 'bucket'> & {
    readonly credentials: Pick<ObjectStoreCredentials, 'accessKeyId' | 'secretAccessKey'>
  }
}

/** Values of the chart loki: everything in one program, which several run together where one may be lost. */
export function lokiValues({
  replicas,
  retention,
  storageClass,
  volume,
  store,
  annotations,
  ...size
}: LokiValuesArgs) {
  const { protocol, host } = new URL(store.endpoint)
  const off = { enabled: false }
  const none = { replicas: 0 }
  return {
    deploymentMode: 'Monolithic',
    loki: {
      auth_enabled: false,
      podAnnotations: annotations,
      commonConfig: { replication_factor: replicas },
      storage: {
        type: 's3',
        bucketNames: { chunks: store.bucket, ruler: store.bucket },
        // The key is in the environment.
        s3: {
          endpoint: host,
          region: store.region,
          insecure: protocol === 'http:',
          s3ForcePathStyle: true,
        },
      },
      schemaConfig: {
        configs: [
          {
            from: '2024-04-01',
            store: 'tsdb',
            object_store: 's3',
            schema: 'v13',
            index: { prefix: 'index_', period: '24h' },
          },
        ],
      },
      limits_config: { retention_period: retention, max_line_size_truncate: true },
      compactor: { retention_enabled: true, delete_request_store: 's3' },
      analytics: { reporting_enabled: false },
    },
    singleBinary: {
      replicas,
      resources: resources(size),
      extraEnv: environment({
        AWS_ACCESS_KEY_ID: store.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
      }),
      persistence: { storageClass, size: volume },
    },
    read: none,
    write: none,
    backend: none,
    rbac: { namespaced: true },
    serviceAccount: { automountServiceAccountToken: false },
    gateway: off,
    lokiCanary: off,
    test: off,
    ruler: off,
    chunksCache: off,
    resultsCache: off,
    sidecar: { rules: off },
  }
}

/** Values of the chart alloy: one on each node, which reads what the kubelet keeps there. */
export function alloyValues(config: string, annotations: Readonly<Record<string, string>>) {
  return {
    crds: { create: false },
    alloy: {
      configMap: { content: config },
      enableReporting: false,
      storagePath: positions,
      mounts: {
        varlog: true,
        extra: [{ name: 'positions', mountPath: positions }],
      },
      resources: resources(alloySize),
      // The files of logs are root's.
      securityContext: {
        ...containerSecurity,
        runAsUser: 0,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
    // Another configuration replaces the pods.
    configReloader: { enabled: false },
    rbac: {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
      // An empty list makes its template no YAML.
      clusterRules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] }],
    },
    controller: {
      podAnnotations: annotations,
      tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
      volumes: {
        extra: [{ name: 'positions', hostPath: { path: '/var/lib/atoll/alloy', type: 'DirectoryOrCreate' } }],
      },
    },
  }
}
