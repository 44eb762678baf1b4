import type { AlertGroup } from './alert.ts'

/** What Prometheus reads, from itself. */
export const targets: AlertGroup = {
  name: 'targets',
  alerts: [
    {
      name: 'MetricsMissing',
      when: 'up == 0',
      since: '10m',
      severity: 'warning',
      summary: 'Prometheus cannot read {{ $labels.job }} at {{ $labels.instance }}',
      description: 'What happens there is not seen, and alerts on it cannot fire.',
    },
  ],
}

/** Systems and models, where nothing counts replicas: whether a pod of them is left. */
export const servers: AlertGroup = {
  name: 'servers',
  alerts: [
    {
      name: 'ServerGone',
      when: 'group by (namespace, job) (max_over_time(up[1h])) unless group by (namespace, job) (up)',
      since: '5m',
      severity: 'critical',
      summary: 'No pod of {{ $labels.job }} is left in {{ $labels.namespace }}',
      description: 'There were some within the hour. Whatever asks it gets no answer.',
    },
  ],
}

/** Messages about alerts, from Alertmanager. */
export const messages: AlertGroup = {
  name: 'messages',
  alerts: [
    {
      name: 'AlertsNotSent',
      when: 'rate(alertmanager_notifications_failed_total[5m]) > 0',
      since: '15m',
      severity: 'critical',
      summary: 'Alertmanager cannot send messages to {{ $labels.integration }}',
      description: 'Nobody is told of alerts; they are seen in Alertmanager and Grafana only.',
    },
  ],
}
