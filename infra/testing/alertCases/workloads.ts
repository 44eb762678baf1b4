import { type AlertCase, always, growing } from './alertCase.ts'

const served = { namespace: 'n', job: 'bikes' }

/** Models and what they are asked. */
export const workloads: Readonly<Record<string, AlertCase>> = {
  ModelMissing: {
    firing: { [`atoll_requests_in_flight${replica('a')}`]: always(0) },
    quiet: {
      [`atoll_requests_in_flight${replica('a')}`]: always(0),
      [`atoll_requests_in_flight${replica('b')}`]: always(0),
      [`atoll_model_info${replica('b', 'sha256="1"')}`]: always(1),
    },
    labels: served,
    summary: 'No replica of bikes has a model',
  },
  ModelNotReloaded: {
    firing: { [`atoll_model_reload_failures_total${replica('a', 'reason="source"')}`]: growing(1) },
    quiet: { [`atoll_model_reload_failures_total${replica('a', 'reason="source"')}`]: always(5) },
    labels: { ...served, reason: 'source' },
    summary: 'bikes cannot load its newest model: source',
  },
  ModelsDiffer: {
    firing: {
      [`atoll_model_info${replica('a', 'model="bikes",sha256="1"')}`]: always(1),
      [`atoll_model_info${replica('b', 'model="bikes",sha256="2"')}`]: always(1),
    },
    quiet: {
      [`atoll_model_info${replica('a', 'model="bikes",sha256="1"')}`]: always(1),
      [`atoll_model_info${replica('b', 'model="bikes",sha256="1"')}`]: always(1),
    },
    labels: { ...served, model: 'bikes' },
    summary: 'Replicas of bikes answer from 2 different models',
  },
  PredictionErrors: {
    firing: requests(10, 90),
    quiet: requests(1, 99),
    labels: served,
    summary: 'bikes fails 10% of its requests',
  },
  PredictionsSlow: {
    firing: durations(0),
    quiet: durations(60),
    labels: { ...served, route: '/predict' },
    summary: 'One of a hundred requests to bikes/predict takes 1.99s or more',
  },
  InputsDrifted: {
    firing: {
      [`atoll_drift${replica('a', 'model="bikes",feature="windspeed"')}`]: always(1),
      [`atoll_drift${replica('b', 'model="bikes",feature="windspeed"')}`]: always(0),
      [`atoll_drift${replica('b', 'model="bikes",feature="humidity"')}`]: always(0),
      [`atoll_watched_requests_total${replica('a')}`]: growing(1),
    },
    // What was asked was unlike the training, and nothing is asked any more.
    quiet: {
      [`atoll_drift${replica('a', 'model="bikes",feature="windspeed"')}`]: always(1),
      [`atoll_watched_requests_total${replica('a')}`]: always(500),
    },
    labels: { ...served, model: 'bikes' },
    summary: '1 features of what bikes is asked have drifted',
  },
  InputsUnusual: {
    firing: {
      [`atoll_outliers_total${replica('a')}`]: growing(2),
      [`atoll_watched_requests_total${replica('a')}`]: growing(10),
    },
    quiet: {
      [`atoll_outliers_total${replica('a')}`]: growing(1),
      [`atoll_watched_requests_total${replica('a')}`]: growing(50),
    },
    labels: served,
    summary: 'bikes is asked what is unlike its training by 20% of requests',
  },
  AuditRowsLost: {
    firing: { [`atoll_audit_rows_total${replica('a', 'outcome="lost"')}`]: growing(10) },
    quiet: {
      [`atoll_audit_rows_total${replica('a', 'outcome="lost"')}`]: always(10),
      [`atoll_audit_rows_total${replica('a', 'outcome="written"')}`]: growing(10),
    },
    labels: served,
    summary: 'bikes has lost rows of its audit log',
  },
}

function replica(pod: string, more = ''): string {
  return `{namespace="n",job="bikes",pod="${pod}"${more && `,${more}`}}`
}

function requests(failed: number, answered: number) {
  return {
    [`atoll_requests_total${replica('a', 'status="503"')}`]: growing(failed),
    [`atoll_requests_total${replica('a', 'status="200"')}`]: growing(answered),
  }
}

/** Sixty requests a minute, of which so many take less than a second, and the others less than two. */
function durations(fast: number) {
  const bucket = (le: string) =>
    `atoll_request_duration_seconds_bucket${replica('a', `route="/predict",le="${le}"`)}`
  return { [bucket('1')]: growing(fast), [bucket('2')]: growing(60), [bucket('+Inf')]: growing(60) }
}
