import type { Dashboard } from './dashboard.ts'

/** What is wrong and how full the nodes are; the chart's own dashboards say more of each node and pod. */
export const cluster: Dashboard = {
  name: 'cluster',
  title: 'Cluster',
  choices: { namespace: 'kube_namespace_status_phase' },
  panels: [
    {
      title: 'Nodes that are ready',
      unit: 'short',
      kind: 'number',
      shows: { ready: 'sum(kube_node_status_condition{condition="Ready",status="true"})' },
      alerts: ['NodeNotReady'],
    },
    {
      title: 'Alerts that fire',
      unit: 'short',
      kind: 'number',
      shows: { firing: 'count(ALERTS{alertstate="firing"}) or vector(0)' },
    },
    {
      title: 'Pods that do not start',
      unit: 'short',
      kind: 'number',
      shows: { pods: 'sum(kube_pod_status_phase{namespace=~"$namespace",phase=~"Pending|Unknown"})' },
      alerts: ['PodDoesNotStart'],
    },
    {
      title: 'Alerts that fire, by where',
      unit: 'short',
      kind: 'table',
      shows: {
        firing:
          'sum by (alertname, severity, namespace, pod, node) (ALERTS{alertstate="firing",namespace=~"$namespace|"})',
      },
    },
    {
      title: 'Cores',
      unit: 'short',
      shows: {
        'of all nodes': 'sum(kube_node_status_allocatable{resource="cpu"})',
        'asked for': 'sum(kube_pod_container_resource_requests{resource="cpu"})',
        used: 'sum(rate(container_cpu_usage_seconds_total{container!=""}[$__rate_interval]))',
      },
    },
    {
      title: 'Memory',
      unit: 'bytes',
      shows: {
        'of all nodes': 'sum(kube_node_status_allocatable{resource="memory"})',
        'asked for': 'sum(kube_pod_container_resource_requests{resource="memory"})',
        used: 'sum(container_memory_working_set_bytes{container!=""})',
      },
      alerts: ['NodeMemoryShort'],
    },
    {
      title: 'Restarts of containers in an hour',
      unit: 'short',
      shows: {
        '{{namespace}}/{{pod}}':
          'sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{namespace=~"$namespace"}[1h])) > 0',
      },
      alerts: ['PodCrashes'],
    },
    {
      title: 'Requests to the Kubernetes API',
      unit: 'reqps',
      shows: { '{{code}}': 'sum by (code) (rate(apiserver_request_total[$__rate_interval]))' },
      alerts: ['ApiServerErrors'],
    },
  ],
}
