import type { Logger } from 'pino'
import { type Matrix, matrix } from '../../learn/matrix.ts'
import type { LoadedModel } from '../models/modelHolder.ts'
import type { AnyWorkload } from '../workload.ts'
import { type DriftReport, driftReport } from './driftReport.ts'
import { featureWindow } from './featureWindow.ts'
import { type OutlierFinding, outlierDetector } from './outlierDetector.ts'

export interface MonitorOptions {
  readonly log: Logger
  /** Called for each request that is watched. */
  readonly watched: (outlier: boolean) => void
  /** Newest requests that are compared with the training. */
  readonly windowRows: number
  /** Between two requests that are watched, so that it costs little under load. */
  readonly everyMs: number
  /** A report of drift is made anew after this. */
  readonly reportMs: number
  readonly now?: () => number
}

/** Of one model: the training's features, and those of the requests since it is in service. */
interface Watch {
  readonly reference: Matrix
  readonly detect: (row: Float64Array) => OutlierFinding
  readonly window: ReturnType<typeof featureWindow>
  report: { readonly at: number; readonly seen: number; readonly drift: DriftReport } | undefined
}

export type Monitor = ReturnType<typeof monitor>

/** Compares the features of requests to the main route with those of the model's training. */
export function monitor(
  monitored: NonNullable<AnyWorkload['serving']['monitored']>,
  options: MonitorOptions,
) {
  const { log, watched, windowRows, everyMs, reportMs, now = () => performance.now() } = options
  const { names, changing } = monitored
  const watches = new WeakMap<LoadedModel, Watch>()
  let next = Number.NEGATIVE_INFINITY

  function watchOf(loaded: LoadedModel): Watch {
    const known = watches.get(loaded)
    if (known !== undefined) return known
    const data = monitored.reference(loaded.model)
    const reference = matrix(data, data.length / names.length, names.length)
    const made: Watch = {
      reference,
      detect: outlierDetector(reference),
      window: featureWindow(windowRows, names.length),
      report: undefined,
    }
    watches.set(loaded, made)
    return made
  }

  return {
    names,
    features: (loaded: LoadedModel, request: unknown) => monitored.features(loaded.model, request),
    detect: (loaded: LoadedModel, row: Float64Array) => watchOf(loaded).detect(row),

    /** Takes note of a request that has been answered, unless it comes too soon after the last. Never throws. */
    observe(loaded: LoadedModel, request: unknown): void {
      const time = now()
      if (time < next) return
      next = time + everyMs
      try {
        const row = monitored.features(loaded.model, request)
        const { window, detect } = watchOf(loaded)
        window.add(row)
        watched(detect(row).outlier)
      } catch (error) {
        log.warn({ err: error, version: loaded.version }, 'the features of a request cannot be watched')
        next = time + 60_000
      }
    },

    drift(loaded: LoadedModel): DriftReport {
      const watch = watchOf(loaded)
      const { reference, window, report } = watch
      if (report !== undefined && (report.seen === window.seen || now() < report.at + reportMs))
        return report.drift
      const drift = driftReport(names, reference, window.rows(), changing)
      watch.report = { at: now(), seen: window.seen, drift }
      return drift
    },
  }
}
