import { type AlertCase, always, growing, hour } from './alertCase.ts'

const partition = '{namespace="n",topic="t",partition="0"}'
const lag = 'kafka_consumergroup_lag{namespace="n",consumergroup="g",topic="t",partition="0"}'
const core = '{namespace="prod-harbor",deployment="harbor-core"}'
const mysql = '{namespace="prod-kubeflow-pipelines",statefulset="mysql"}'
const lastBackup = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="n",pod="a"}'

/** Databases, Kafka, the registry and pipelines. */
export const systems: Readonly<Record<string, AlertCase>> = {
  DatabaseBackupOld: {
    firing: { [lastBackup]: always(-3 * 86_400) },
    quiet: { [lastBackup]: always(-86_400) },
    labels: { namespace: 'n' },
    summary: 'The last backup of the database in n is 3d 1h 0m 0s old',
  },
  DatabaseLogNotKept: {
    firing: { 'cnpg_pg_stat_archiver_failed_count{namespace="n",pod="a"}': growing(1) },
    quiet: { 'cnpg_pg_stat_archiver_failed_count{namespace="n",pod="a"}': always(7) },
    labels: { namespace: 'n' },
    summary: 'The log of changes of the database in n does not reach the object store',
  },
  DatabaseInstanceDown: {
    firing: { 'cnpg_collector_up{namespace="n",pod="a"}': always(0) },
    quiet: { 'cnpg_collector_up{namespace="n",pod="a"}': always(1) },
    labels: { namespace: 'n', pod: 'a' },
    summary: 'PostgreSQL in n/a does not answer',
  },
  KafkaPartitionWithoutLeader: {
    firing: { [`kafka_topic_partition_replicas${partition}`]: always(3) },
    quiet: {
      [`kafka_topic_partition_replicas${partition}`]: always(3),
      [`kafka_topic_partition_leader${partition}`]: always(0),
    },
    labels: { namespace: 'n', topic: 't', partition: '0' },
    summary: 'Partition 0 of t has no leader',
  },
  KafkaCopiesMissing: {
    firing: { [`kafka_topic_partition_under_replicated_partition${partition}`]: always(1) },
    quiet: { [`kafka_topic_partition_under_replicated_partition${partition}`]: always(0) },
    labels: { namespace: 'n', topic: 't' },
    summary: '1 partitions of t lack copies',
  },
  KafkaReaderBehind: {
    firing: { [lag]: always(20_000) },
    // Behind, and on its way: 100 messages a minute.
    quiet: { [lag]: `20000-100${hour}` },
    labels: { namespace: 'n', consumergroup: 'g', topic: 't' },
    summary: 'g is 20000 messages behind in t',
  },
  RegistryDown: {
    firing: { [`kube_deployment_status_replicas_available${core}`]: always(0) },
    quiet: { [`kube_deployment_status_replicas_available${core}`]: always(1) },
    labels: { namespace: 'prod-harbor', deployment: 'harbor-core' },
    summary: 'harbor-core of the registry has no replica',
  },
  PipelineRunFailed: {
    firing: runs('Failed'),
    quiet: runs('Succeeded'),
    labels: { namespace: 'prod-kubeflow-pipelines' },
    summary: '2 runs of pipelines in prod-kubeflow-pipelines failed within a day',
  },
  PipelinesDown: {
    firing: { [`kube_statefulset_status_replicas_ready${mysql}`]: always(0) },
    quiet: { [`kube_statefulset_status_replicas_ready${mysql}`]: always(1) },
    labels: { namespace: 'prod-kubeflow-pipelines', statefulset: 'mysql' },
    summary: 'mysql of Kubeflow Pipelines has no replica',
  },
}

function runs(phase: string) {
  return { [`argo_workflows_gauge{namespace="prod-kubeflow-pipelines",phase="${phase}"}`]: always(2) }
}
