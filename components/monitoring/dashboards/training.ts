import type { Dashboard } from './dashboard.ts'

const trainings = 'namespace=~"$namespace"'

/** Data and trainings of workloads, and what they register them in. */
export const training: Dashboard = {
  name: 'training',
  title: 'Data and trainings',
  choices: { namespace: 'kube_cronjob_info' },
  panels: [
    {
      title: 'Trainings that failed',
      unit: 'short',
      kind: 'number',
      shows: { '{{namespace}}': `sum by (namespace) (kube_job_failed{condition="true",${trainings}})` },
      alerts: ['JobFailed'],
    },
    {
      title: 'Since the last that ended well',
      unit: 's',
      shows: {
        '{{namespace}}/{{cronjob}}': `time() - max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{${trainings}})`,
      },
    },
    {
      title: 'How long trainings take',
      unit: 's',
      shows: {
        '{{namespace}}/{{job_name}}': `max by (namespace, job_name) (kube_job_status_completion_time{${trainings}} - kube_job_status_start_time)`,
      },
    },
    {
      title: 'Memory of trainings',
      unit: 'bytes',
      shows: {
        '{{pod}}': `max by (pod) (container_memory_working_set_bytes{${trainings},container="train"})`,
      },
    },
    {
      title: 'Cores of trainings',
      unit: 'short',
      shows: {
        '{{pod}}': `sum by (pod) (rate(container_cpu_usage_seconds_total{${trainings},container="train"}[$__rate_interval]))`,
      },
    },
    {
      title: 'Requests to MLflow',
      unit: 'reqps',
      shows: { '{{status}}': 'sum by (status) (rate(mlflow_http_request_total[$__rate_interval]))' },
    },
    {
      title: 'How long MLflow takes, for one of twenty',
      unit: 's',
      shows: {
        '{{method}}':
          'histogram_quantile(0.95, sum by (method, le) (rate(mlflow_http_request_duration_seconds_bucket[$__rate_interval])))',
      },
    },
  ],
}
