import type { AlertGroup } from './alert.ts'

/** Nodes and pods: from kube-state-metrics, node exporter and the API servers. */
export const cluster: AlertGroup = {
  name: 'cluster',
  alerts: [
    {
      name: 'NodeNotReady',
      when: 'kube_node_status_condition{condition="Ready",status="true"} == 0',
      since: '5m',
      severity: 'critical',
      summary: 'Node {{ $labels.node }} is not ready',
      description:
        'Its kubelet does not report. Pods on it are moved to others where their volumes can follow.',
    },
    {
      name: 'NodeMemoryShort',
      when: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.95',
      since: '10m',
      severity: 'warning',
      summary: 'Node {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory',
      description: 'What does not belong to pods takes more than is kept for it, and pods will be evicted.',
    },
    {
      name: 'NodeDiskFilling',
      when: 'node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"} < 0.1',
      since: '15m',
      severity: 'warning',
      summary: 'The root disk of {{ $labels.instance }} has {{ $value | humanizePercentage }} left',
      description: 'Below 0.1 the kubelet removes images and evicts pods.',
    },
    {
      name: 'PodCrashes',
      when: 'max by (namespace, pod, container) (kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}) > 0',
      since: '5m',
      severity: 'warning',
      summary:
        'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} ends again and again',
      description: 'It has ended soon after each start, and is started again after longer and longer pauses.',
    },
    {
      name: 'PodDoesNotStart',
      when: 'max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown"}) > 0',
      since: '15m',
      severity: 'warning',
      summary: 'Pod {{ $labels.namespace }}/{{ $labels.pod }} does not start',
      description: 'No node has room for it, its image cannot be pulled, or what it mounts is not there.',
    },
    {
      name: 'ReplicasMissing',
      when: 'kube_deployment_spec_replicas > kube_deployment_status_replicas_available or kube_statefulset_replicas > kube_statefulset_status_replicas_ready',
      since: '15m',
      severity: 'warning',
      summary:
        '{{ $labels.namespace }}/{{ or $labels.deployment $labels.statefulset }} lacks replicas: {{ $value }} are wanted',
      description: 'It works with fewer than it was asked to have; the loss of another may end it.',
    },
    {
      name: 'JobFailed',
      when: 'kube_job_failed{condition="true"} > 0',
      since: '1m',
      severity: 'warning',
      summary: 'Job {{ $labels.namespace }}/{{ $labels.job_name }} failed',
      description: 'It was tried as often as it may be, and what it should have made is not there.',
    },
    {
      name: 'ApiServerErrors',
      when: 'sum(rate(apiserver_request_total{code=~"5.."}[5m])) / sum(rate(apiserver_request_total[5m])) > 0.05',
      since: '10m',
      severity: 'critical',
      summary: 'The Kubernetes API fails for {{ $value | humanizePercentage }} of its requests',
      description: 'Nothing new is started, and what fails is not replaced, until it answers again.',
    },
  ],
}
