/** Counts of observations by bucket: what a Prometheus histogram shows, without allocating when observed. */
export interface Tally {
  observe(value: number): void
  readonly upperBounds: readonly number[]
  /** Observations in each bucket alone, the last beyond every bound. */
  readonly counts: Float64Array
  sum(): number
}

/** @param upperBounds - inclusive, ascending. */
export function tally(upperBounds: readonly number[]): Tally {
  const bounds = Float64Array.from(upperBounds)
  const counts = new Float64Array(bounds.length + 1)
  let sum = 0
  return {
    upperBounds,
    counts,
    sum: () => sum,
    observe(value) {
      let bucket = 0
      while (bucket < bounds.length && value > bounds[bucket]) bucket++
      counts[bucket]++
      sum += value
    },
  }
}

interface Sample {
  readonly metricName: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** Cumulative samples as Prometheus wants them. */
export function histogramSamples(
  name: string,
  labels: Readonly<Record<string, string>>,
  { upperBounds, counts, sum }: Tally,
): Sample[] {
  let total = 0
  const buckets = [...upperBounds, '+Inf'].map((le, i) => {
    total += counts[i]
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: total }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum() },
    { metricName: `${name}_count`, labels, value: total },
  ]
}
