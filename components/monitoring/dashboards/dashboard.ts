/** One picture of a dashboard. */
export interface Panel {
  readonly title: string
  /** How Grafana writes its numbers: `bytes`, `s`, `percentunit`, `reqps`, `short`. */
  readonly unit: string
  /** `lines` over time when absent; `number`: the last one of each series; `table`: the labels of each too. */
  readonly kind?: 'lines' | 'number' | 'table'
  /** PromQL, by what its series are called: `{{pod}}` is the label. */
  readonly shows: Readonly<Record<string, string>>
  /** Alerts on the same: the panel leads to their pages. */
  readonly alerts?: readonly string[]
}

/** What one page shows of one part of the platform. */
export interface Dashboard {
  /** Part of its address in Grafana, which stays: `atoll-<name>`. */
  readonly name: string
  readonly title: string
  /** What people choose from, and expressions name as `$label`: labels, each with a metric that has all of its values. */
  readonly choices: Readonly<Record<string, string>>
  readonly panels: readonly Panel[]
}
