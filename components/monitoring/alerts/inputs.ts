import type { AlertGroup } from './alert.ts'

const watched = 'sum by (namespace, job) (increase(atoll_watched_requests_total[1h]))'

/** What models are asked, beside what they were trained on, of workloads that say what their features are. */
export const inputs: AlertGroup = {
  name: 'inputs',
  alerts: [
    {
      name: 'InputsDrifted',
      when: `count by (namespace, job, model) (max by (namespace, job, model, feature) (atoll_drift) == 1) and on (namespace, job) ${watched} > 0`,
      since: '30m',
      severity: 'warning',
      summary: '{{ $value }} features of what {{ $labels.job }} is asked have drifted',
      description:
        'They are certainly and largely unlike those of the training, so that predictions may be worse.',
    },
    {
      name: 'InputsUnusual',
      when: `sum by (namespace, job) (increase(atoll_outliers_total[1h])) / ${watched} > 0.1 and on (namespace, job) ${watched} >= 30`,
      since: '10m',
      severity: 'warning',
      summary:
        '{{ $labels.job }} is asked what is unlike its training by {{ $value | humanizePercentage }} of requests',
      description: 'Of rows like those of the training, one in a hundred would be an outlier.',
    },
  ],
}
