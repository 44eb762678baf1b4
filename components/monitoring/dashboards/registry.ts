import type { Dashboard } from './dashboard.ts'

/** Harbor, from its parts and its exporter. */
export const registry: Dashboard = {
  name: 'registry',
  title: 'Registry',
  choices: { project_name: 'harbor_project_quota_usage_byte' },
  panels: [
    {
      title: 'Parts: 1 is up',
      unit: 'short',
      kind: 'number',
      shows: { '{{component}}': 'min by (component) (harbor_up)' },
      alerts: ['RegistryDown'],
    },
    {
      title: 'Kept in each project',
      unit: 'bytes',
      shows: {
        '{{project_name}}':
          'max by (project_name) (harbor_project_quota_usage_byte{project_name=~"$project_name"})',
      },
    },
    {
      title: 'Images and charts of each project',
      unit: 'short',
      shows: {
        '{{project_name}}':
          'sum by (project_name) (harbor_project_artifact_total{project_name=~"$project_name"})',
      },
    },
    {
      title: 'Pulls in an hour',
      unit: 'short',
      shows: {
        '{{project_name}}':
          'sum by (project_name) (increase(harbor_artifact_pulled{project_name=~"$project_name"}[1h]))',
      },
    },
    {
      title: 'Requests',
      unit: 'reqps',
      shows: { '{{code}}': 'sum by (code) (rate(harbor_core_http_request_total[$__rate_interval]))' },
    },
    {
      title: 'Jobs that wait',
      unit: 'short',
      shows: { '{{type}}': 'max by (type) (harbor_task_queue_size) > 0' },
    },
    {
      title: 'How long the next job has waited',
      unit: 's',
      shows: { '{{type}}': 'max by (type) (harbor_task_queue_latency) > 0' },
    },
  ],
}
