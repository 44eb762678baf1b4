import { type AlertCase, always, growing } from './alertCase.ts'

/** Nodes, pods, and what is watched. */
export const cluster: Readonly<Record<string, AlertCase>> = {
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
