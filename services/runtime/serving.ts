import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type AuditOptions, auditLog } from './audit/auditLog.ts'
import { latencyBounds } from './metrics/requestMetrics.ts'
import { servingMetrics } from './metrics/servingMetrics.ts'
import { variantMetrics } from './metrics/variantMetrics.ts'
import { modelCache } from './models/modelCache.ts'
import { modelHolder } from './models/modelHolder.ts'
import type { ModelSource } from './models/modelSource.ts'
import { servedModels } from './models/servedModels.ts'
import { buildServer } from './server.ts'
import type { ServingSettings } from './servingVariables.ts'
import type { AnyWorkload } from './workload.ts'

export interface Serving {
  readonly port: number
  /**
   * Stops without failing a request: not ready, so that no new connection is sent here; after the delay no
   * connection is taken, requests that have begun are finished, within the grace period.
   *
   * @returns false if requests had to be cut off.
   */
  drain(): Promise<boolean>
}

/** What a server may have beside the champion's source. */
export interface ServingExtras {
  /** Where the challenger is announced that the settings' traffic names. */
  readonly challenger?: ModelSource
  /** Where the audit log is kept; without it there is none. */
  readonly auditStore?: AuditOptions['store']
}

/** Serves the newest model of `source` until it is drained. */
export async function serving(
  workload: AnyWorkload,
  source: ModelSource,
  settings: ServingSettings,
  log: Logger,
  { challenger, auditStore }: ServingExtras = {},
): Promise<Serving> {
  const { name, serving } = workload
  const metrics = servingMetrics(name, serving.predictionBuckets)
  const pollMs = settings.ATOLL_POLL_SECONDS * 1000
  const polling = { log, pollMs, longestPollMs: 10_000, retryMs: pollMs }
  const cached = (model: string) =>
    settings.ATOLL_MODEL_CACHE !== undefined && { cache: modelCache(settings.ATOLL_MODEL_CACHE, model) }
  const holder = modelHolder(workload, source, { ...polling, metrics, ...cached(name) })
  const traffic = settings.ATOLL_TRAFFIC
  const variants =
    traffic &&
    variantMetrics(metrics.registry, name, { seconds: latencyBounds, predictions: serving.predictionBuckets })
  const other =
    variants &&
    challenger &&
    modelHolder(workload, challenger, {
      ...polling,
      metrics: { modelLoaded: variants.modelLoaded, reloadFailed: metrics.reloadFailed },
      ...cached(`${name}-${traffic.alias}`),
    })
  const replica = hostname()
  const audit =
    auditStore && settings.ATOLL_AUDIT_ROWS > 0
      ? auditLog({
          store: auditStore,
          log,
          count: metrics.audited,
          replica,
          rows: settings.ATOLL_AUDIT_ROWS,
          seconds: settings.ATOLL_AUDIT_SECONDS,
          maximumTextBytes: 4096,
          days: settings.ATOLL_AUDIT_DAYS,
          personal: serving.personal ?? [],
        })
      : undefined
  const { app, startDraining, close } = await buildServer(workload, {
    models: servedModels(workload, holder, other && { holder: other, traffic: traffic! }),
    variants,
    audit,
    replica,
    batchRows: settings.ATOLL_BATCH_ROWS,
    batchWaitMs: settings.ATOLL_BATCH_WAIT_MS,
    metrics,
    log,
    codeVersion: settings.ATOLL_CODE_VERSION,
    maximumBodyBytes: settings.ATOLL_MAX_BODY_BYTES,
    maximumInFlight: settings.ATOLL_MAX_IN_FLIGHT,
    maximumHeldBytes: Math.max(settings.ATOLL_MAX_HELD_BYTES, settings.ATOLL_MAX_BODY_BYTES),
    maximumRows: settings.ATOLL_MAX_ROWS,
    slowSeconds: settings.ATOLL_SLOW_SECONDS,
    accessLogEvery: settings.ATOLL_ACCESS_LOG_EVERY,
    headersTimeoutMs: settings.ATOLL_HEADERS_TIMEOUT_SECONDS * 1000,
    requestTimeoutMs: settings.ATOLL_REQUEST_TIMEOUT_SECONDS * 1000,
    keepAliveTimeoutMs: settings.ATOLL_KEEP_ALIVE_SECONDS * 1000,
  })
  await app.listen({ host: settings.HOST, port: settings.PORT })
  holder.start()
  other?.start()
  audit?.start()
  const { port } = app.server.address() as AddressInfo
  log.info({ port, workload: workload.name, codeVersion: settings.ATOLL_CODE_VERSION }, 'serving')

  return {
    port,
    async drain() {
      log.info({ seconds: settings.ATOLL_DRAIN_SECONDS }, 'draining')
      startDraining()
      holder.stop()
      other?.stop()
      await sleep(settings.ATOLL_DRAIN_SECONDS * 1000)
      const closed = close().then(() => true)
      const late = sleep(settings.ATOLL_GRACE_SECONDS * 1000, false, { ref: false })
      const whole = await Promise.race([closed, late])
      if (!whole) {
        log.warn({ inFlight: metrics.live.inFlight }, 'cut off what was not finished in time')
        app.server.closeAllConnections()
        await closed
      }
      if (audit !== undefined) await Promise.race([audit.stop(), sleep(5000, undefined, { ref: false })])
      return whole
    },
  }
}
