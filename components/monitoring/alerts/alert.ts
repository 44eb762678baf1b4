/** Something that a person must act on. */
export interface Alert {
  /** Its name, and that of its page `docs/runbooks/<name>.md`. */
  readonly name: string
  /** PromQL: each series that it gives is one thing that is wrong. */
  readonly when: string
  /** How long it must hold: `5m`. */
  readonly since: string
  /** `critical`: users notice or will within the hour. `warning`: within days. */
  readonly severity: 'critical' | 'warning'
  /** What is wrong, in one line; `{{ $labels.pod }}` and `{{ $value }}` are Prometheus' own. */
  readonly summary: string
  /** What it means. */
  readonly description: string
}

/** Alerts on one part of the platform. */
export interface AlertGroup {
  readonly name: string
  readonly alerts: readonly Alert[]
}

/** The group as Prometheus reads it from a file, and its operator from a PrometheusRule. */
export function prometheusRules({ name, alerts }: AlertGroup, runbooks: string) {
  return {
    groups: [
      {
        name,
        rules: alerts.map(({ name: alert, when, since, severity, summary, description }) => ({
          alert,
          expr: when,
          for: since,
          labels: { severity },
          annotations: { summary, description, runbook_url: `${runbooks}/${alert}.md` },
        })),
      },
    ],
  }
}
