import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { coldRoutes } from '../http/coldRoutes.ts'
import { httpApp } from '../http/httpApp.ts'
import { httpServer } from '../http/httpServer.ts'
import { RequestError } from '../http/requestError.ts'
import { silentConnections } from '../http/silentConnections.ts'
import { docsPage } from '../protocol/docsPage.ts'
import type { Serving } from '../serving.ts'
import type { PublishedData } from '../workload/publishedData.ts'
import type { DataHolder } from './dataHolder.ts'
import type { PublishedMetrics } from './publishedMetrics.ts'
import type { PublishedSettings } from './publishedVariables.ts'

export interface PublishedServerOptions {
  readonly holder: DataHolder
  readonly metrics: PublishedMetrics
  readonly settings: PublishedSettings
  readonly log: Logger
}

/** Answers what is asked of published data, 503 while nothing is published; health, `/metrics` and `/docs`. */
export async function publishedServer(
  data: PublishedData,
  { holder, metrics, settings, log }: PublishedServerOptions,
): Promise<Serving> {
  let draining = false
  const timeouts = {
    headersTimeoutMs: settings.ATOLL_HEADERS_TIMEOUT_SECONDS * 1000,
    requestTimeoutMs: settings.ATOLL_REQUEST_TIMEOUT_SECONDS * 1000,
    keepAliveTimeoutMs: settings.ATOLL_KEEP_ALIVE_SECONDS * 1000,
  }
  const app = httpApp(log, {
    serverFactory: (handle) =>
      httpServer(timeouts, (request, response) => {
        if (draining) response.shouldKeepAlive = false
        handle(request, response)
      }),
  })
  coldRoutes(app, metrics, log)
  await docsPage(app, data, settings.ATOLL_CODE_VERSION, [])

  const replica = hostname()
  app.addHook('onRequest', async (_, reply) => {
    reply.header('served-by', replica)
  })
  app.get('/v2/health/live', { schema: { hide: true } }, () => ({ live: true }))
  app.get('/v2/health/ready', { schema: { hide: true } }, (_, reply) => {
    const ready = holder.isReady && !draining
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  app.get('/health', { schema: { summary: 'Which version of the data is answered from' } }, () => ({
    status: 'ok',
    version: holder.current?.publication.version ?? null,
    published: holder.current?.publication.publishedAt ?? null,
  }))
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  data.routes(app, (reply) => {
    const { current } = holder
    if (current === undefined)
      throw new RequestError(
        503,
        `no data has been published yet; \`npm run atoll -- ${data.publishCommand}\` publishes it`,
      )
    reply.header('data-version', current.publication.version)
    return current.data
  })
  await app.listen({ host: settings.HOST, port: settings.PORT })
  const silent = silentConnections(app.server)
  const { port } = app.server.address() as AddressInfo
  log.info({ port, codeVersion: settings.ATOLL_CODE_VERSION }, 'serving')
  holder.start()

  return {
    port,
    async drain() {
      draining = true
      await sleep(settings.ATOLL_DRAIN_SECONDS * 1000)
      const closed = app.close().then(() => holder.stop())
      silent.destroy()
      const late = sleep(settings.ATOLL_GRACE_SECONDS * 1000, false, { ref: false })
      return Promise.race([closed.then(() => true), late])
    },
  }
}
