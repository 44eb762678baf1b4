import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { RouteMetrics } from '../metrics/requestMetrics.ts'
import type { ServingMetrics } from '../metrics/servingMetrics.ts'
import { RequestError } from './requestError.ts'

/** Makes what Fastify answers itself, off the lanes, an `{"error": ...}` where it fails, and counts it. */
export function coldRoutes(app: FastifyInstance, metrics: Pick<ServingMetrics, 'route'>, log: Logger): void {
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `there is no ${request.method} ${request.url.slice(0, 200)}; see /docs` }),
  )

  app.setErrorHandler<Error & { status?: number; statusCode?: number }>((error, request, reply) => {
    const status = error.status ?? error.statusCode ?? 500
    const known = error instanceof RequestError || status < 500
    if (!known) log.error({ err: error, url: request.url }, 'request failed')
    if (status === 503) reply.header('retry-after', 1)
    return reply.code(status).send({ error: known ? error.message : 'the request failed; the log says why' })
  })

  const routes = new Map<string, RouteMetrics>()
  app.addHook('onResponse', (request, reply, done) => {
    const { url = 'unknown', config } = request.routeOptions
    if (!config.lane) {
      if (!routes.has(url)) routes.set(url, metrics.route(url))
      routes.get(url)!.record(reply.statusCode, reply.elapsedTime / 1000)
    }
    done()
  })
}
