import type { Dashboard } from './dashboard.ts'

const quantile = (of: string, histogram: string) =>
  `histogram_quantile(${of}, sum by (le) (rate(${histogram}_bucket[$__rate_interval])))`

/** GitLab's runners. */
export const continuousIntegration: Dashboard = {
  name: 'ci',
  title: 'CI',
  choices: {},
  panels: [
    {
      title: 'Jobs that run, of those that may',
      unit: 'short',
      kind: 'number',
      shows: { running: 'sum(gitlab_runner_jobs) or vector(0)', 'at most': 'sum(gitlab_runner_concurrent)' },
    },
    {
      title: 'Jobs by their state',
      unit: 'short',
      shows: { '{{state}}': 'sum by (state) (gitlab_runner_jobs)' },
    },
    {
      title: 'Jobs in an hour',
      unit: 'short',
      shows: {
        taken: 'sum(increase(gitlab_runner_jobs_total[1h]))',
        'failed: {{failure_reason}}':
          'sum by (failure_reason) (increase(gitlab_runner_failed_jobs_total[1h]))',
      },
    },
    {
      title: 'How long jobs wait',
      unit: 's',
      shows: {
        half: quantile('0.5', 'gitlab_runner_job_queue_duration_seconds'),
        'one of twenty': quantile('0.95', 'gitlab_runner_job_queue_duration_seconds'),
      },
    },
    {
      title: 'How long jobs take',
      unit: 's',
      shows: {
        half: quantile('0.5', 'gitlab_runner_job_duration_seconds'),
        'one of twenty': quantile('0.95', 'gitlab_runner_job_duration_seconds'),
      },
    },
    {
      title: 'Errors of runners',
      unit: 'cps',
      shows: { '{{level}}': 'sum by (level) (rate(gitlab_runner_errors_total[$__rate_interval]))' },
    },
  ],
}
