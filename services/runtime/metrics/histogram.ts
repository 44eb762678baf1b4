import type { Metric, Registry } from 'prom-client'
import type { histogramSamples } from './tally.ts'

/** Shows tallies as one Prometheus histogram; they are read when it is scraped. */
export function registerHistogram(
  registry: Registry,
  name: string,
  help: string,
  samples: () => ReturnType<typeof histogramSamples>,
): void {
  const metric = { name, help, type: 'histogram', aggregator: 'sum' }
  const get = async () => ({ ...metric, values: samples() })
  registry.registerMetric({ ...metric, get } as unknown as Metric)
}
