import type { Logger } from 'pino'
import type { ServingMetrics } from '../metrics/servingMetrics.ts'
import type { ServedModels } from '../models/servedModels.ts'
import type { OnAnswered } from '../protocol/answering.ts'
import type { RouteInput } from '../protocol/predictions.ts'
import type { AnyWorkload } from '../workload.ts'
import { type Monitor, monitor } from './monitor.ts'
import { monitorMetrics } from './monitorMetrics.ts'

export interface Watching {
  readonly monitor: Monitor
  /** To be told of every answer of the main route. */
  readonly answered: OnAnswered<RouteInput>
}

/** Watches the features of a workload's requests, if it says what they are. */
export function watching(
  { name, serving: { monitored } }: AnyWorkload,
  {
    models,
    metrics,
    log,
  }: { readonly models: ServedModels; readonly metrics: ServingMetrics; readonly log: Logger },
): Watching | undefined {
  if (monitored === undefined) return undefined
  let count = (_outlier: boolean): void => {}
  const made = monitor(monitored, {
    log,
    watched: (outlier) => count(outlier),
    windowRows: 1000,
    everyMs: 10,
    reportMs: 10_000,
  })
  count = monitorMetrics(metrics.registry, name, () => models.champion, made.drift)
  return {
    monitor: made,
    answered(loaded, { request }) {
      if (request !== undefined) made.observe(loaded, request)
    },
  }
}
