import type { Dashboard } from './dashboard.ts'

const chosen = 'job=~"$job"'

/** What models are asked beside what they were trained on, who answers, and what is kept of it. */
export const inputs: Dashboard = {
  name: 'inputs',
  title: 'What models are asked',
  choices: { job: 'atoll_requests_in_flight' },
  panels: [
    {
      title: 'Answers of champion, challenger and shadow',
      unit: 'reqps',
      shows: {
        '{{job}} {{variant}}': `sum by (job, variant) (rate(atoll_variant_requests_total{${chosen}}[$__rate_interval]))`,
      },
    },
    {
      title: 'Features beside those of the training: stability index',
      unit: 'short',
      shows: { '{{job}} {{feature}}': `max by (job, feature) (atoll_drift_psi{${chosen}})` },
      alerts: ['InputsDrifted'],
    },
    {
      title: 'Requests that are unlike the training',
      unit: 'percentunit',
      shows: {
        '{{job}}': `sum by (job) (rate(atoll_outliers_total{${chosen}}[$__rate_interval])) / sum by (job) (rate(atoll_watched_requests_total{${chosen}}[$__rate_interval]))`,
      },
      alerts: ['InputsUnusual'],
    },
    {
      title: 'Rows of the audit log in a minute',
      unit: 'short',
      shows: {
        '{{job}} {{outcome}}': `sum by (job, outcome) (increase(atoll_audit_rows_total{${chosen}}[1m]))`,
      },
      alerts: ['AuditRowsLost'],
    },
  ],
}
