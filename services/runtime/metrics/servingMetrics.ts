import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { AuditOutcome } from '../audit/auditLog.ts'
import { registerHistogram } from './histogram.ts'
import { requestMetrics } from './requestMetrics.ts'
import { histogramSamples, tally } from './tally.ts'

export type RejectReason = 'full' | 'not_ready' | 'too_large'
export type ReloadFailure = 'source' | 'model'

export type ServingMetrics = ReturnType<typeof servingMetrics>

/**
 * Everything `/metrics` shows. What each request touches is a plain number or array, read by prom-client only
 * when it is scraped.
 */
export function servingMetrics(model: string, predictionBounds: readonly number[]) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  const { requests, route } = requestMetrics(registry)
  const predicted = tally(predictionBounds)
  registerHistogram(registry, 'atoll_prediction', 'Distribution of the numbers that the model answered', () =>
    histogramSamples('atoll_prediction', { model }, predicted),
  )

  const batches = tally([1, 2, 4, 8, 16, 32, 64, 128, 256])
  registerHistogram(registry, 'atoll_batch_requests', 'Requests that were worked on together', () =>
    histogramSamples('atoll_batch_requests', { model }, batches),
  )

  const live = { inFlight: 0, heldBytes: 0 }
  new Gauge({
    name: 'atoll_requests_in_flight',
    help: 'Predictions that were asked for and are not answered yet',
    registers,
    collect() {
      this.set(live.inFlight)
    },
  })
  new Gauge({
    name: 'atoll_request_bytes_held',
    help: 'Bytes of bodies that are kept, or have been announced, for predictions in flight',
    registers,
    collect() {
      this.set(live.heldBytes)
    },
  })

  const rejected = new Counter({
    name: 'atoll_requests_rejected_total',
    help: 'Predictions refused without being tried',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of ['full', 'not_ready', 'too_large']) rejected.inc({ reason }, 0)
  const failures = new Counter({
    name: 'atoll_model_reload_failures_total',
    help: 'Attempts to load a model that failed: its source did not answer, or it is no usable model',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of ['source', 'model']) failures.inc({ reason }, 0)
  const audited = new Counter({
    name: 'atoll_audit_rows_total',
    help: 'Rows of the audit log: written, left out by sampling, or lost as the object store did not take them',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['written', 'sampled_out', 'lost']) audited.inc({ outcome }, 0)
  const info = new Gauge({
    name: 'atoll_model_info',
    help: 'The model in service; always 1',
    labelNames: ['model', 'version', 'sha256'],
    registers,
  })
  const loaded = new Gauge({
    name: 'atoll_model_loaded_timestamp_seconds',
    help: 'When the model in service was loaded',
    labelNames: ['model'],
    registers,
  })

  return {
    registry,
    requests,
    live,
    predicted,
    rejected: (reason: RejectReason) => rejected.inc({ reason }),
    batched: (requests: number) => batches.observe(requests),
    audited: (outcome: AuditOutcome, rows: number) => audited.inc({ outcome }, rows),
    reloadFailed: (reason: ReloadFailure) => failures.inc({ reason }),
    modelLoaded(version: string, sha256: string) {
      info.reset()
      info.set({ model, version, sha256 }, 1)
      loaded.set({ model }, Date.now() / 1000)
    },
    route,
  }
}
