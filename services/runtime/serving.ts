import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { modelCache } from './modelCache.ts'
import { modelHolder } from './modelHolder.ts'
import type { ModelSource } from './modelSource.ts'
import { buildServer } from './server.ts'
import { servingMetrics } from './servingMetrics.ts'
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

/** Serves the newest model of `source` until it is drained. */
export async function serving(
  workload: AnyWorkload,
  source: ModelSource,
  settings: ServingSettings,
  log: Logger,
): Promise<Serving> {
  const metrics = servingMetrics(workload.name, workload.serving.predictionBuckets)
  const pollMs = settings.ATOLL_POLL_SECONDS * 1000
  const holder = modelHolder(workload, source, {
    metrics,
    log,
    pollMs,
    longestPollMs: 10_000,
    retryMs: pollMs,
    ...(settings.ATOLL_MODEL_CACHE !== undefined && {
      cache: modelCache(settings.ATOLL_MODEL_CACHE, workload.name),
    }),
  })
  const { app, startDraining, close } = await buildServer(workload, holder, {
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
  const { port } = app.server.address() as AddressInfo
  log.info({ port, workload: workload.name, codeVersion: settings.ATOLL_CODE_VERSION }, 'serving')

  return {
    port,
    async drain() {
      log.info({ seconds: settings.ATOLL_DRAIN_SECONDS }, 'draining')
      startDraining()
      holder.stop()
      await sleep(settings.ATOLL_DRAIN_SECONDS * 1000)
      const closed = close().then(() => true)
      const late = sleep(settings.ATOLL_GRACE_SECONDS * 1000, false, { ref: false })
      const whole = await Promise.race([closed, late])
      if (!whole) {
        log.warn({ inFlight: metrics.live.inFlight }, 'cut off what was not finished in time')
        app.server.closeAllConnections()
        await closed
      }
      return whole
    },
  }
}
