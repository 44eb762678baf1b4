/** What Prometheus sees when an alert must fire, and when it must not. */
export interface AlertCase {
  /** Series by name and labels, one sample a minute as `promtool test rules` writes them: `1x60`, `0+5x60`. */
  readonly firing: Readonly<Record<string, string>>
  readonly quiet: Readonly<Record<string, string>>
  /** Of the alert that fires, beside its name and severity. */
  readonly labels: Readonly<Record<string, string>>
  /** What the alert says. */
  readonly summary: string
}

const hour = 'x60'
const always = (value: number) => `${value}${hour}`
const growing = (step: number) => `0+${step}${hour}`

const partition = '{namespace="n",topic="t",partition="0"}'
const lag = 'kafka_consumergroup_lag{namespace="n",consumergroup="g",topic="t",partition="0"}'
const core = '{namespace="prod-harbor",deployment="harbor-core"}'

const volume = { namespace: 'n', persistentvolumeclaim: 'data' }
const served = { namespace: 'n', job: 'bikes' }

const mysql = '{namespace="prod-kubeflow-pipelines",statefulset="mysql"}'

const lastBackup = 'barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{namespace="n",pod="a"}'

/** One for each alert. */
export const alertCases: Readonly<Record<string, AlertCase>> = {
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
  NodeNotReady: {
    firing: { 'kube_node_status_condition{node="a",condition="Ready",status="true"}': always(0) },
    quiet: { 'kube_node_status_condition{node="a",condition="Ready",status="true"}': always(1) },
    labels: { node: 'a', condition: 'Ready', status: 'true' },
    summary: 'Node a is not ready',
  },
  NodeMemoryShort: {
    firing: memory(1),
    quiet: memory(10),
    labels: { instance: 'a' },
    summary: 'Node a uses 99% of its memory',
  },
  NodeDiskFilling: {
    firing: disk(8),
    quiet: disk(30),
    labels: { instance: 'a', mountpoint: '/' },
    summary: 'The root disk of a has 8% left',
  },
  PodCrashes: {
    firing: { [waiting('CrashLoopBackOff')]: always(1) },
    quiet: { [waiting('ContainerCreating')]: always(1) },
    labels: { namespace: 'n', pod: 'p', container: 'c' },
    summary: 'Container c of n/p ends again and again',
  },
  PodDoesNotStart: {
    firing: { 'kube_pod_status_phase{namespace="n",pod="p",phase="Pending"}': always(1) },
    quiet: { 'kube_pod_status_phase{namespace="n",pod="p",phase="Running"}': always(1) },
    labels: { namespace: 'n', pod: 'p' },
    summary: 'Pod n/p does not start',
  },
  ReplicasMissing: {
    firing: replicas(1),
    quiet: replicas(2),
    labels: { namespace: 'n', deployment: 'd' },
    summary: 'n/d lacks replicas: 2 are wanted',
  },
  JobFailed: {
    firing: { 'kube_job_failed{namespace="n",job_name="j",condition="true"}': always(1) },
    quiet: { 'kube_job_failed{namespace="n",job_name="j",condition="false"}': always(1) },
    labels: { namespace: 'n', job_name: 'j', condition: 'true' },
    summary: 'Job n/j failed',
  },
  ApiServerErrors: {
    firing: {
      'apiserver_request_total{code="500"}': growing(10),
      'apiserver_request_total{code="200"}': growing(90),
    },
    quiet: {
      'apiserver_request_total{code="500"}': growing(1),
      'apiserver_request_total{code="200"}': growing(99),
    },
    labels: {},
    summary: 'The Kubernetes API fails for 10% of its requests',
  },
  MetricsMissing: {
    firing: { 'up{job="minio",instance="a"}': always(0) },
    quiet: { 'up{job="minio",instance="a"}': always(1) },
    labels: { job: 'minio', instance: 'a' },
    summary: 'Prometheus cannot read minio at a',
  },
  ServerGone: {
    firing: { 'up{namespace="n",job="bikes",pod="a"}': '1x40 stale' },
    quiet: {
      'up{namespace="n",job="bikes",pod="a"}': '1x40 stale',
      'up{namespace="n",job="bikes",pod="b"}': always(1),
    },
    labels: { namespace: 'n', job: 'bikes' },
    summary: 'No pod of bikes is left in n',
  },
  AlertsNotSent: {
    firing: { 'alertmanager_notifications_failed_total{integration="slack"}': growing(1) },
    quiet: { 'alertmanager_notifications_failed_total{integration="slack"}': always(7) },
    labels: { integration: 'slack' },
    summary: 'Alertmanager cannot send messages to slack',
  },
  VolumeFilling: {
    firing: claim(10),
    quiet: claim(20),
    labels: volume,
    summary: 'Volume n/data has 10% left',
  },
  VolumeFull: { firing: claim(2), quiet: claim(10), labels: volume, summary: 'Volume n/data has 2% left' },
  VolumeNotProvisioned: {
    firing: { [claimPhase('Pending')]: always(1) },
    quiet: { [claimPhase('Bound')]: always(1) },
    labels: { ...volume, phase: 'Pending' },
    summary: 'No volume for n/data',
  },
  VolumeLost: {
    firing: { [claimPhase('Lost')]: always(1) },
    quiet: { [claimPhase('Bound')]: always(1) },
    labels: { ...volume, phase: 'Lost' },
    summary: 'Volume data is lost',
  },
  CephStopped: {
    firing: { ceph_health_status: always(2) },
    quiet: { ceph_health_status: always(1) },
    labels: {},
    summary: 'Ceph is in HEALTH_ERR',
  },
  CephDegraded: {
    firing: { ceph_health_status: always(1) },
    quiet: { ceph_health_status: always(0) },
    labels: {},
    summary: 'Ceph is in HEALTH_WARN',
  },
  CephDiskDown: {
    firing: { 'ceph_osd_up{ceph_daemon="osd.3"}': always(0) },
    quiet: { 'ceph_osd_up{ceph_daemon="osd.3"}': always(1) },
    labels: { ceph_daemon: 'osd.3' },
    summary: 'osd.3 is down',
  },
  CephFilling: {
    firing: { ceph_cluster_total_used_bytes: always(75), ceph_cluster_total_bytes: always(100) },
    quiet: { ceph_cluster_total_used_bytes: always(60), ceph_cluster_total_bytes: always(100) },
    labels: {},
    summary: 'The disks of Ceph are 75% full',
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
  ObjectStoreUnhealthy: {
    firing: { 'minio_cluster_health_status{namespace="n"}': always(0) },
    quiet: { 'minio_cluster_health_status{namespace="n"}': always(1) },
    labels: { namespace: 'n' },
    summary: 'The object store in n has lost its write quorum',
  },
  ObjectStoreDriveOffline: {
    firing: { 'minio_cluster_drive_offline_total{namespace="n"}': always(1) },
    quiet: { 'minio_cluster_drive_offline_total{namespace="n"}': always(0) },
    labels: { namespace: 'n' },
    summary: '1 drives of the object store in n are offline',
  },
  ObjectStoreFilling: {
    firing: capacity(10),
    quiet: capacity(20),
    labels: { namespace: 'n' },
    summary: 'The object store in n has 10% left',
  },
  ObjectStoreErrors: {
    firing: { 'minio_s3_requests_5xx_errors_total{namespace="n"}': growing(60) },
    quiet: { 'minio_s3_requests_5xx_errors_total{namespace="n"}': always(60) },
    labels: { namespace: 'n' },
    summary: 'The object store in n fails 1 requests a second',
  },
  RegistryDown: {
    firing: { [`kube_deployment_status_replicas_available${core}`]: always(0) },
    quiet: { [`kube_deployment_status_replicas_available${core}`]: always(1) },
    labels: { namespace: 'prod-harbor', deployment: 'harbor-core' },
    summary: 'harbor-core of the registry has no replica',
  },
  ModelMissing: {
    firing: { [`atoll_requests_in_flight${replica('a')}`]: always(0) },
    quiet: {
      [`atoll_requests_in_flight${replica('a')}`]: always(0),
      [`atoll_requests_in_flight${replica('b')}`]: always(0),
      [`atoll_model_info${replica('b', 'sha256="1"')}`]: always(1),
    },
    labels: served,
    summary: 'No replica of bikes has a model',
  },
  ModelNotReloaded: {
    firing: { [`atoll_model_reload_failures_total${replica('a', 'reason="source"')}`]: growing(1) },
    quiet: { [`atoll_model_reload_failures_total${replica('a', 'reason="source"')}`]: always(5) },
    labels: { ...served, reason: 'source' },
    summary: 'bikes cannot load its newest model: source',
  },
  ModelsDiffer: {
    firing: {
      [`atoll_model_info${replica('a', 'model="bikes",sha256="1"')}`]: always(1),
      [`atoll_model_info${replica('b', 'model="bikes",sha256="2"')}`]: always(1),
    },
    quiet: {
      [`atoll_model_info${replica('a', 'model="bikes",sha256="1"')}`]: always(1),
      [`atoll_model_info${replica('b', 'model="bikes",sha256="1"')}`]: always(1),
    },
    labels: { ...served, model: 'bikes' },
    summary: 'Replicas of bikes answer from 2 different models',
  },
  PredictionErrors: {
    firing: requests(10, 90),
    quiet: requests(1, 99),
    labels: served,
    summary: 'bikes fails 10% of its requests',
  },
  PredictionsSlow: {
    firing: durations(0),
    quiet: durations(60),
    labels: { ...served, route: '/predict' },
    summary: 'One of a hundred requests to bikes/predict takes 1.99s or more',
  },
  InputsDrifted: {
    firing: {
      [`atoll_drift${replica('a', 'model="bikes",feature="windspeed"')}`]: always(1),
      [`atoll_drift${replica('b', 'model="bikes",feature="windspeed"')}`]: always(0),
      [`atoll_drift${replica('b', 'model="bikes",feature="humidity"')}`]: always(0),
      [`atoll_watched_requests_total${replica('a')}`]: growing(1),
    },
    // What was asked was unlike the training, and nothing is asked any more.
    quiet: {
      [`atoll_drift${replica('a', 'model="bikes",feature="windspeed"')}`]: always(1),
      [`atoll_watched_requests_total${replica('a')}`]: always(500),
    },
    labels: { ...served, model: 'bikes' },
    summary: '1 features of what bikes is asked have drifted',
  },
  InputsUnusual: {
    firing: {
      [`atoll_outliers_total${replica('a')}`]: growing(2),
      [`atoll_watched_requests_total${replica('a')}`]: growing(10),
    },
    quiet: {
      [`atoll_outliers_total${replica('a')}`]: growing(1),
      [`atoll_watched_requests_total${replica('a')}`]: growing(50),
    },
    labels: served,
    summary: 'bikes is asked what is unlike its training by 20% of requests',
  },
  AuditRowsLost: {
    firing: { [`atoll_audit_rows_total${replica('a', 'outcome="lost"')}`]: growing(10) },
    quiet: {
      [`atoll_audit_rows_total${replica('a', 'outcome="lost"')}`]: always(10),
      [`atoll_audit_rows_total${replica('a', 'outcome="written"')}`]: growing(10),
    },
    labels: served,
    summary: 'bikes has lost rows of its audit log',
  },
}

function memory(available: number) {
  return {
    'node_memory_MemAvailable_bytes{instance="a"}': always(available),
    'node_memory_MemTotal_bytes{instance="a"}': always(100),
  }
}

function disk(available: number) {
  return {
    'node_filesystem_avail_bytes{instance="a",mountpoint="/"}': always(available),
    'node_filesystem_size_bytes{instance="a",mountpoint="/"}': always(100),
  }
}

function waiting(reason: string): string {
  return `kube_pod_container_status_waiting_reason{namespace="n",pod="p",container="c",reason="${reason}"}`
}

function replicas(available: number) {
  return {
    'kube_deployment_spec_replicas{namespace="n",deployment="d"}': always(2),
    'kube_deployment_status_replicas_available{namespace="n",deployment="d"}': always(available),
  }
}

function claim(available: number) {
  const labels = '{namespace="n",persistentvolumeclaim="data"}'
  return {
    [`kubelet_volume_stats_available_bytes${labels}`]: always(available),
    [`kubelet_volume_stats_capacity_bytes${labels}`]: always(100),
  }
}

function claimPhase(phase: string): string {
  return `kube_persistentvolumeclaim_status_phase{namespace="n",persistentvolumeclaim="data",phase="${phase}"}`
}

function capacity(free: number) {
  return {
    'minio_cluster_capacity_usable_free_bytes{namespace="n"}': always(free),
    'minio_cluster_capacity_usable_total_bytes{namespace="n"}': always(100),
  }
}

function replica(pod: string, more = ''): string {
  return `{namespace="n",job="bikes",pod="${pod}"${more && `,${more}`}}`
}

function requests(failed: number, answered: number) {
  return {
    [`atoll_requests_total${replica('a', 'status="503"')}`]: growing(failed),
    [`atoll_requests_total${replica('a', 'status="200"')}`]: growing(answered),
  }
}

/** Sixty requests a minute, of which so many take less than a second, and the others less than two. */
function durations(fast: number) {
  const bucket = (le: string) =>
    `atoll_request_duration_seconds_bucket${replica('a', `route="/predict",le="${le}"`)}`
  return { [bucket('1')]: growing(fast), [bucket('2')]: growing(60), [bucket('+Inf')]: growing(60) }
}

function runs(phase: string) {
  return { [`argo_workflows_gauge{namespace="prod-kubeflow-pipelines",phase="${phase}"}`]: always(2) }
}
