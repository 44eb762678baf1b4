/** What Prometheus sees when an alert must fire, and when it must not. */
export interface AlertCase {
  /** Series by name and labels, one sample a minute as `promtool test rules` writes them: `1x60`, `0+5x60`. */
  readonly firing: Readonly<Record<string, string>>
  readonly quiet: Readonly<Record<string, string>>
  /** Of the alert that fires, beside its name and severity. */
  readonly labels: Readonly<Record<string, string>>
  /** What the alert says. */
  readonly summary: string
}

/** Of a series: samples for an hour. */
export const hour = 'x60'
/** A series that stays. */
export const always = (value: number) => `${value}${hour}`
/** A counter that grows by so much a minute. */
export const growing = (step: number) => `0+${step}${hour}`
