import type { AlertGroup } from './alert.ts'

/** Models in service, from the runtime that all of them share. */
export const models: AlertGroup = {
  name: 'models',
  alerts: [
    {
      name: 'ModelMissing',
      when: 'group by (namespace, job) (atoll_requests_in_flight) unless group by (namespace, job) (atoll_model_info)',
      since: '15m',
      severity: 'critical',
      summary: 'No replica of {{ $labels.job }} has a model',
      description: 'They run and refuse every prediction: there is no model, or none that they can load.',
    },
    {
      name: 'ModelNotReloaded',
      when: 'sum by (namespace, job, reason) (increase(atoll_model_reload_failures_total[15m])) > 3',
      since: '15m',
      severity: 'warning',
      summary: '{{ $labels.job }} cannot load its newest model: {{ $labels.reason }}',
      description: 'The replicas answer from the model that they have.',
    },
    {
      name: 'ModelsDiffer',
      when: 'count by (namespace, job, model) (count by (namespace, job, model, sha256) (atoll_model_info)) > 1',
      since: '30m',
      severity: 'warning',
      summary: 'Replicas of {{ $labels.job }} answer from {{ $value }} different models',
      description: 'Some have loaded a new model and others have not: the same question has two answers.',
    },
    {
      name: 'PredictionErrors',
      when: 'sum by (namespace, job) (rate(atoll_requests_total{status=~"5.."}[5m])) / sum by (namespace, job) (rate(atoll_requests_total[5m])) > 0.05',
      since: '5m',
      severity: 'critical',
      summary: '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests',
      description: 'Its replicas are too busy, have no model, or break.',
    },
    {
      name: 'PredictionsSlow',
      when: 'histogram_quantile(0.99, sum by (namespace, job, route, le) (rate(atoll_request_duration_seconds_bucket[5m]))) > 1',
      since: '10m',
      severity: 'warning',
      summary:
        'One of a hundred requests to {{ $labels.job }}{{ $labels.route }} takes {{ $value | humanizeDuration }} or more',
      description: 'There are too few replicas, or too few cores for them.',
    },
    {
      name: 'AuditRowsLost',
      when: 'sum by (namespace, job) (increase(atoll_audit_rows_total{outcome="lost"}[15m])) > 0',
      since: '1m',
      severity: 'warning',
      summary: '{{ $labels.job }} has lost rows of its audit log',
      description: 'The object store has not taken them for several minutes, and no more are kept in memory.',
    },
  ],
}
