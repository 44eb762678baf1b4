import type * as k8s from '@pulumi/kubernetes'
import type { Database } from '../contracts/databases.ts'
import type { ObjectStoreReader } from '../contracts/objectStores.ts'
import type { ServiceAddress } from '../contracts/servers.ts'
import { type Labels, selectorOf } from '../labels.ts'
import { containerSecurity, environment, httpProbe, podSecurity, resources, scratch } from '../pods.ts'
import { spreadOverNodes } from '../replicas.ts'

export interface MlflowPodArgs {
  readonly image: string
  readonly artifacts: ObjectStoreReader
  /** SQLite on a volume `data` where there is none. */
  readonly database: Database | undefined
  readonly cpu: string
  readonly memory: string
  readonly domain: string
  readonly address: ServiceAddress
  /** What chooses the replicas, which are spread over nodes. */
  readonly labels: Labels
  readonly measured: boolean
}

export const port = 5000
const authority = { name: 'authority', mountPath: '/authority', readOnly: true }

export function mlflowPod(args: MlflowPodArgs): k8s.types.input.core.v1.PodSpec {
  const { artifacts, database, labels } = args
  const tmp = scratch('256Mi')
  const kept = database === undefined ? { name: 'data', mountPath: '/data' } : authority
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity,
    terminationGracePeriodSeconds: 20,
    ...(database === undefined ? {} : { topologySpreadConstraints: spreadOverNodes(labels) }),
    containers: [
      {
        name: 'mlflow',
        image: args.image,
        args: [
          'server',
          '--host=0.0.0.0',
          `--port=${port}`,
          '--workers=1',
          `--backend-store-uri=${database === undefined ? 'sqlite:////data/mlflow.db' : addressOf(database)}`,
          '--no-serve-artifacts',
          '--default-artifact-root=/nowhere',
          `--allowed-hosts=${allowedHosts(args.address, args.domain).join(',')}`,
        ],
        env: environment({
          POD_IP: { fieldPath: 'status.podIP' },
          // What `--expose-prometheus` sets, but before MLflow is imported.
          ...(args.measured ? { prometheus_multiproc_dir: '/tmp/metrics' } : {}),
          MLFLOW_S3_ENDPOINT_URL: artifacts.endpoint,
          AWS_DEFAULT_REGION: artifacts.region,
          AWS_ACCESS_KEY_ID: artifacts.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: artifacts.credentials.secretAccessKey,
          ...(database === undefined ? {} : login(database)),
          HOME: '/tmp',
        }),
        ports: [{ name: 'http', containerPort: port }],
        startupProbe: httpProbe('/health', port, 1, 300),
        readinessProbe: httpProbe('/health', port, 10, 3),
        livenessProbe: httpProbe('/health', port, 20, 6),
        resources: resources(args),
        securityContext: containerSecurity,
        volumeMounts: [tmp.mount, kept],
      },
    ],
    volumes: [tmp.volume, ...(database === undefined ? [] : [authorityOf(database)])],
  }
}

/** Brings the tables of a database to what a version of MLflow wants of them; an empty one gets all. */
export function schemaSetup(database: Database, image: string) {
  return {
    name: 'mlflow-schema',
    system: 'mlflow',
    image,
    command: ['/usr/bin/python3', '-s', '/usr/bin/mlflow', 'db', 'upgrade', addressOf(database)],
    env: environment(login(database)),
    files: {},
    content: { image },
    memory: '768Mi',
    volumes: [authorityOf(database)],
    mounts: [authority],
  }
}

/** The pods of that Job. */
export const schemaLabels = selectorOf('mlflow', 'setup')

/** Without a login, so that no password is an argument: libpq takes both from the environment. */
function addressOf({ host, port, name }: Database): string {
  return `postgresql+psycopg2://${host}:${port}/${name}`
}

function login({ username, password }: Database) {
  return {
    PGUSER: username,
    PGPASSWORD: password,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: `${authority.mountPath}/ca.crt`,
  }
}

function authorityOf({ certificateAuthority: { name, key } }: Database) {
  return { name: authority.name, secret: { secretName: name, items: [{ key, path: 'ca.crt' }] } }
}

/** Host headers that the server answers: its Service's names, a forwarded or node port, the stack's domain; and its pod's own, which Prometheus uses. */
function allowedHosts({ service, namespace }: ServiceAddress, domain: string): string[] {
  const names = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, `${service}.${domain}`]
  return [...names, 'localhost', '127.0.0.1', '$(POD_IP)'].flatMap((host) => [host, `${host}:*`])
}
