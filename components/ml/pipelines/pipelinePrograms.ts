import type { ObjectStore } from '../../contracts/objectStores.ts'
import type { SecretRef } from '../../contracts/secrets.ts'
import { httpProbe, patientProbes } from '../../pods.ts'
import { databaseNames } from './pipelineDatabase.ts'
import type { Program } from './pipelineDeployment.ts'
import { hostOf } from './pipelineSettings.ts'

const version = '2.17.0'
/** What this version is built with. */
const argoVersion = 'v4.0.5'

export const ports = {
  api: 8888,
  apiGrpc: 8887,
  pages: 3000,
  metadata: 8080,
  metadataProxy: 9090,
  schedulerMetrics: 9090,
  workflowMetrics: 9090,
} as const

export interface ProgramArgs {
  readonly namespace: string
  readonly store: ObjectStore
  readonly database: { readonly username: SecretRef; readonly password: SecretRef }
}

/** Every program but the database, the API server first. */
export function pipelinePrograms(args: ProgramArgs): readonly Program[] {
  return [
    apiServer(args),
    {
      name: 'persistence-agent',
      replicated: false,
      hasAccount: true,
      token: ['/var/run/secrets/kubeflow/tokens', 'persistenceagent-sa-token'],
      // It listens on nothing that a probe could ask.
      container: {
        image: kfp('persistence-agent'),
        command: ['/bin/persistence_agent'],
        args: ['--logtostderr=true', `--namespace=${args.namespace}`, '--logLevel=info'],
      },
    },
    scheduler(args),
    workflowController(),
    metadata(args),
    {
      name: 'metadata-proxy',
      replicated: true,
      hasAccount: false,
      settings: '/etc/envoy',
      container: {
        image: kfp('metadata-envoy'),
        command: ['/usr/local/bin/envoy'],
        args: ['--config-path', '/etc/envoy/envoy.json', '--disable-hot-restart', '--concurrency', '1'],
        ports: [{ name: 'http', containerPort: ports.metadataProxy }],
        ...patientProbes({ tcpSocket: { port: ports.metadataProxy } }),
      },
    },
    pages(args),
  ]
}

function apiServer({ store, database }: ProgramArgs): Program {
  return {
    name: 'ml-pipeline',
    replicated: true,
    large: true,
    hasAccount: true,
    settings: '/etc/pipelines',
    metricsPort: ports.api,
    env: {
      DBCONFIG_MYSQLCONFIG_USER: database.username,
      DBCONFIG_MYSQLCONFIG_PASSWORD: database.password,
      OBJECTSTORECONFIG_ACCESSKEY: store.credentials.accessKeyId,
      OBJECTSTORECONFIG_SECRETACCESSKEY: store.credentials.secretAccessKey,
      // What it does not take from its settings.
      V2_DRIVER_IMAGE: kfp('driver'),
      V2_LAUNCHER_IMAGE: kfp('launcher'),
      PIPELINE_LOG_LEVEL: 1,
      PUBLISH_LOGS: 'true',
    },
    container: {
      image: kfp('api-server'),
      command: ['/bin/apiserver'],
      args: ['--config=/etc/pipelines', '--logtostderr=true', '--logLevel=info'],
      ports: [
        { name: 'http', containerPort: ports.api },
        { name: 'grpc', containerPort: ports.apiGrpc },
      ],
      // It waits six minutes for the database, and makes its tables.
      startupProbe: httpProbe('/apis/v2beta1/healthz', ports.api, 5, 120),
      readinessProbe: httpProbe('/apis/v2beta1/healthz', ports.api, 10, 3),
      livenessProbe: httpProbe('/apis/v2beta1/healthz', ports.api, 20, 6),
    },
  }
}

function scheduler({ namespace }: ProgramArgs): Program {
  const port = ports.schedulerMetrics
  return {
    name: 'scheduler',
    replicated: false,
    hasAccount: true,
    metricsPort: port,
    env: { CRON_SCHEDULE_TIMEZONE: 'UTC', BLOCK_V1_PIPELINES: 'true' },
    container: {
      image: kfp('scheduled-workflow-controller'),
      command: ['/bin/controller'],
      args: ['--logtostderr=true', `--namespace=${namespace}`, `--metricsPort=${port}`],
      ports: [{ name: 'metrics', containerPort: port }],
      startupProbe: httpProbe('/metrics', port, 5, 60),
      readinessProbe: httpProbe('/metrics', port, 10, 3),
    },
  }
}

function workflowController(): Program {
  const port = ports.workflowMetrics
  const health = 6060
  return {
    name: 'workflow-controller',
    replicated: true,
    large: true,
    hasAccount: true,
    metricsPort: port,
    env: { LEADER_ELECTION_IDENTITY: { fieldPath: 'metadata.name' } },
    container: {
      image: `quay.io/argoproj/workflow-controller:${argoVersion}`,
      command: ['workflow-controller'],
      args: [
        '--namespaced',
        '--configmap=workflow-controller',
        `--executor-image=quay.io/argoproj/argoexec:${argoVersion}`,
        '--log-format=json',
      ],
      ports: [
        { name: 'metrics', containerPort: port },
        { name: 'health', containerPort: health },
      ],
      startupProbe: httpProbe('/healthz', health, 2, 60),
      readinessProbe: httpProbe('/healthz', health, 10, 3),
      livenessProbe: httpProbe('/healthz', health, 60, 3),
    },
  }
}

function metadata({ database }: ProgramArgs): Program {
  const largest = 100 * 2 ** 20
  const channel = {
    'grpc.max_metadata_size': 16_384,
    'grpc.max_receive_message_length': largest,
    'grpc.max_send_message_length': largest,
  }
  return {
    name: 'metadata',
    replicated: true,
    hasAccount: false,
    env: {
      FLAGS_mysql_config_user: database.username,
      FLAGS_mysql_config_password: database.password,
    },
    container: {
      image: 'gcr.io/tfx-oss-public/ml_metadata_store_server:1.14.0',
      command: ['/bin/metadata_store_server'],
      args: [
        `--grpc_port=${ports.metadata}`,
        '--mysql_config_host=mysql',
        '--mysql_config_port=3306',
        `--mysql_config_database=${databaseNames.metadata}`,
        // No password is an argument, which everybody on the node may read.
        '--fromenv=mysql_config_user,mysql_config_password',
        '--enable_database_upgrade=true',
        `--grpc_channel_arguments=${Object.entries(channel)
          .map(([name, value]) => `${name}=${value}`)
          .join(',')}`,
      ],
      ports: [{ name: 'grpc', containerPort: ports.metadata }],
      ...patientProbes({ tcpSocket: { port: ports.metadata } }),
    },
  }
}

function pages({ namespace, store }: ProgramArgs): Program {
  const { host, port, secure } = hostOf(store.endpoint)
  return {
    name: 'pipelines',
    replicated: true,
    hasAccount: true,
    env: {
      FRONTEND_SERVER_NAMESPACE: namespace,
      ML_PIPELINE_SERVICE_HOST: 'ml-pipeline',
      ML_PIPELINE_SERVICE_PORT: ports.api,
      METADATA_ENVOY_SERVICE_SERVICE_HOST: 'metadata-proxy',
      METADATA_ENVOY_SERVICE_SERVICE_PORT: ports.metadataProxy,
      MINIO_NAMESPACE: '',
      MINIO_HOST: host,
      MINIO_PORT: port,
      MINIO_SSL: String(secure),
      MINIO_ACCESS_KEY: store.credentials.accessKeyId,
      MINIO_SECRET_KEY: store.credentials.secretAccessKey,
      DISABLE_GKE_METADATA: 'true',
    },
    container: {
      image: kfp('frontend'),
      command: ['node', 'dist/server.js', '../client/', String(ports.pages)],
      ports: [{ name: 'http', containerPort: ports.pages }],
      startupProbe: httpProbe('/', ports.pages, 2, 60),
      readinessProbe: httpProbe('/', ports.pages, 10, 3),
      livenessProbe: httpProbe('/', ports.pages, 20, 6),
    },
  }
}

function kfp(part: string): string {
  return `ghcr.io/kubeflow/kfp-${part}:${version}`
}
