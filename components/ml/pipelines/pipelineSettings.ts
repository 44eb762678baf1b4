import { stringify } from 'yaml'
import type { ObjectStore } from '../../contracts/objectStores.ts'
import { resources, user } from '../../pods.ts'

/** Where the programs find each other. */
export interface Addresses {
  readonly namespace: string
  readonly database: { readonly host: string; readonly port: number; readonly name: string }
  readonly metadata: { readonly host: string; readonly port: number }
}

/** An endpoint as those read it who want host and port apart. */
export function hostOf(endpoint: string): {
  readonly host: string
  readonly port: number
  readonly secure: boolean
} {
  const { hostname, port, protocol } = new URL(endpoint)
  const secure = protocol === 'https:'
  return { host: hostname, port: Number(port || (secure ? 443 : 80)), secure }
}

/** The API server's `config.json`, in place of the one in its image; passwords and keys come by the environment. */
export function apiServerSettings({ namespace, database, metadata }: Addresses, store: ObjectStore): object {
  const { host, port, secure } = hostOf(store.endpoint)
  return {
    POD_NAMESPACE: namespace,
    DBDriverName: 'mysql',
    DBConfig: {
      MySQLConfig: {
        Host: database.host,
        Port: String(database.port),
        DBName: database.name,
        // A run's references to other objects are put together in one text, of 1 KiB otherwise.
        GroupConcatMaxLen: '4194304',
      },
      ConMaxLifeTime: '120s',
    },
    ObjectStoreConfig: {
      Host: host,
      Port: String(port),
      Secure: String(secure),
      Region: store.region,
      BucketName: store.bucket,
      PipelinePath: 'pipelines',
    },
    InitConnectionTimeout: '6m',
    METADATA_SERVICE_NAME: metadata.host,
    DEFAULTPIPELINERUNNERSERVICEACCOUNT: 'pipeline-runner',
    CacheEnabled: 'true',
    // It does not start without, though nothing is there.
    ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_HOST: '',
    ML_PIPELINE_VISUALIZATIONSERVER_SERVICE_PORT: '',
    CRON_SCHEDULE_TIMEZONE: 'UTC',
    // They are workflows as their author wrote them, which could run any pod.
    BLOCK_V1_PIPELINES: 'true',
    DEFAULT_SECURITY_CONTEXT_RUN_AS_USER: String(user),
    DEFAULT_SECURITY_CONTEXT_RUN_AS_GROUP: String(user),
    DEFAULT_SECURITY_CONTEXT_RUN_AS_NON_ROOT: 'true',
  }
}

/** Where the steps of runs keep their artifacts, and by which key. */
export function runSettings({ bucket, endpoint, region, credentials }: ObjectStore): Record<string, string> {
  const { host, port, secure } = hostOf(endpoint)
  const { accessKeyId, secretAccessKey } = credentials
  const access = {
    endpoint: `${host}:${port}`,
    region,
    disableSSL: !secure,
    forcePathStyle: true,
    credentials: {
      fromEnv: false,
      secretRef: {
        secretName: accessKeyId.name,
        accessKeyKey: accessKeyId.key,
        secretKeyKey: secretAccessKey.key,
      },
    },
  }
  return {
    defaultPipelineRoot: `minio://${bucket}/runs`,
    providers: stringify({ minio: { default: access } }),
  }
}

const day = 24 * 3600

/** What Argo's controller is told: of its own metrics, and of every pod that it makes. */
export function workflowSettings(metricsPort: number): Record<string, string> {
  const executor = {
    imagePullPolicy: 'IfNotPresent',
    resources: resources({ cpu: '10m', memory: '128Mi' }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  }
  const defaults = {
    spec: {
      // The API server keeps what is known of a run; this is for how long its pods can be looked at.
      ttlStrategy: { secondsAfterCompletion: day },
      templateDefaults: { retryStrategy: { limit: '2', retryPolicy: 'OnError' } },
    },
  }
  return {
    executor: stringify(executor),
    metricsConfig: stringify({ enabled: true, path: '/metrics', port: metricsPort, secure: false }),
    workflowDefaults: stringify(defaults),
  }
}
