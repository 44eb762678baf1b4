import type { Dashboard } from './dashboard.ts'

const chosen = 'job=~"$job"'

/** Models in service, from the runtime that all of them share. */
export const models: Dashboard = {
  name: 'models',
  title: 'Models in service',
  choices: { job: 'atoll_requests_in_flight' },
  panels: [
    {
      title: 'Replicas with each version',
      unit: 'short',
      kind: 'table',
      shows: { replicas: `count by (job, model, version) (atoll_model_info{${chosen}})` },
      alerts: ['ModelMissing', 'ModelsDiffer'],
    },
    {
      title: 'Requests',
      unit: 'reqps',
      shows: {
        '{{job}} {{status}}': `sum by (job, status) (rate(atoll_requests_total{${chosen}}[$__rate_interval]))`,
      },
    },
    {
      title: 'Requests that failed',
      unit: 'percentunit',
      shows: {
        '{{job}}': `sum by (job) (rate(atoll_requests_total{${chosen},status=~"5.."}[$__rate_interval])) / sum by (job) (rate(atoll_requests_total{${chosen}}[$__rate_interval]))`,
      },
      alerts: ['PredictionErrors'],
    },
    {
      title: 'How long requests take',
      unit: 's',
      shows: Object.fromEntries(
        [
          ['half', '0.5'],
          ['one of a hundred', '0.99'],
        ].map(([name, of]) => [
          `{{job}} {{route}} ${name}`,
          `histogram_quantile(${of}, sum by (job, route, le) (rate(atoll_request_duration_seconds_bucket{${chosen}}[$__rate_interval])))`,
        ]),
      ),
      alerts: ['PredictionsSlow'],
    },
    {
      title: 'Predictions refused or in flight',
      unit: 'short',
      shows: {
        '{{job}} in flight': `sum by (job) (atoll_requests_in_flight{${chosen}})`,
        '{{job}} refused in a minute: {{reason}}': `sum by (job, reason) (increase(atoll_requests_rejected_total{${chosen}}[1m])) > 0`,
      },
    },
    {
      title: 'What models answer: a tenth, half and nine tenths are below',
      unit: 'short',
      shows: Object.fromEntries(
        ['0.1', '0.5', '0.9'].map((of) => [
          `{{job}} ${of}`,
          `histogram_quantile(${of}, sum by (job, le) (rate(atoll_prediction_bucket{${chosen}}[$__rate_interval])))`,
        ]),
      ),
    },
    {
      title: 'Age of the model in service',
      unit: 's',
      shows: { '{{job}}': `time() - min by (job) (atoll_model_loaded_timestamp_seconds{${chosen}})` },
    },
    {
      title: 'Models that could not be loaded, in an hour',
      unit: 'short',
      shows: {
        '{{job}} {{reason}}': `sum by (job, reason) (increase(atoll_model_reload_failures_total{${chosen}}[1h]))`,
      },
      alerts: ['ModelNotReloaded'],
    },
  ],
}
