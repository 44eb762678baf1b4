import { createServer, type Server } from 'node:http'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { clientError } from './clientError.ts'
import { type LaneOptions, lanes, sendError } from './lane.ts'
import { laneRoute } from './laneRoute.ts'
import type { ModelHolder } from './modelHolder.ts'
import { openInference } from './openInference.ts'
import { inferenceAnswer, routeAnswer } from './predictions.ts'
import { errorBody } from './protocolSchemas.ts'
import { badRequest, RequestError } from './requestError.ts'
import { routeSchema } from './routeSchema.ts'
import type { RouteMetrics, ServingMetrics } from './servingMetrics.ts'
import { silentConnections } from './silentConnections.ts'
import type { AnyWorkload } from './workload.ts'

export interface ServerOptions extends Omit<LaneOptions, 'closing'> {
  readonly metrics: ServingMetrics
  readonly log: Logger
  readonly codeVersion: string
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly keepAliveTimeoutMs: number
}

export interface ModelServer {
  readonly app: FastifyInstance
  /** From now on not ready, and each answer closes its connection. */
  startDraining(): void
  /** Takes no more connections; resolves when every request is answered. */
  close(): Promise<void>
}

/** Serves one workload: the protocol's routes, its own typed route, `/metrics`, `/openapi.json` and `/docs`. */
export async function buildServer(
  workload: AnyWorkload,
  holder: ModelHolder,
  options: ServerOptions,
): Promise<ModelServer> {
  const { metrics, log, codeVersion } = options
  const { name, serving } = workload
  let draining = false
  const ready = () => !draining && holder.current !== undefined
  const lane = lanes({ ...options, closing: () => draining })

  const infer = lane(
    metrics.route('/v2/models/:name/infer'),
    inferenceAnswer(workload, holder, metrics.predicted),
  )
  const versioned = metrics.route('/v2/models/:name/versions/:version/infer')
  const predict = lane(metrics.route(serving.route.path), routeAnswer(workload, holder, metrics.predicted))
  /** The paths of nearly all requests: found without a router. */
  const straight = new Map([
    [`/v2/models/${name}/infer`, infer],
    [serving.route.path, predict],
  ])

  const serverFactory = (handle: (...args: Parameters<typeof infer>) => void): Server => {
    const server = createServer(
      {
        headersTimeout: options.headersTimeoutMs,
        requestTimeout: options.requestTimeoutMs,
        keepAliveTimeout: options.keepAliveTimeoutMs,
        connectionsCheckingInterval: Math.min(options.requestTimeoutMs, 5000),
        noDelay: true,
      },
      (request, response) => {
        const known = request.method === 'POST' ? straight.get(request.url!) : undefined
        if (known !== undefined) return known(request, response)
        if (draining) response.shouldKeepAlive = false
        handle(request, response)
      },
    )
    server.on('clientError', clientError)
    return server
  }

  const app = fastify({
    serverFactory,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    frameworkErrors: (error, _, reply) => sendError(reply.raw, badRequest(error.message)),
    childLoggerFactory: (logger) => logger,
  })
  app.removeAllContentTypeParsers()
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)

  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `there is no ${request.method} ${request.url.slice(0, 200)}; see /docs` }),
  )
  app.setErrorHandler<Error & { status?: number; statusCode?: number }>((error, request, reply) => {
    const status = error.status ?? error.statusCode ?? 500
    if (status >= 500 && !(error instanceof RequestError))
      log.error({ err: error, url: request.url }, 'failed')
    if (status === 503) reply.header('retry-after', 1)
    return reply
      .code(status)
      .send({ error: status === 500 ? 'the request failed; the log says why' : error.message })
  })

  const routes = new Map<string, RouteMetrics>()
  app.addHook('onResponse', (request, reply, done) => {
    const { url, config } = request.routeOptions
    if (!config.lane) {
      const route = url ?? 'unknown'
      if (!routes.has(route)) routes.set(route, metrics.route(route))
      routes.get(route)!.record(reply.statusCode, reply.elapsedTime / 1000)
    }
    done()
  })

  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: workload.title, description: workload.summary, version: codeVersion },
    },
  })
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', staticCSP: true, logLevel: 'warn' })

  openInference(app, workload, holder, {
    codeVersion,
    ready,
    inferLane: (asked) =>
      asked.name === name && asked.version === undefined
        ? infer
        : lane(versioned, inferenceAnswer(workload, holder, metrics.predicted, asked)),
  })
  laneRoute(app, serving.route.path, routeSchema(workload, errorBody), () => predict)
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  await app.ready()
  const silent = silentConnections(app.server)

  return {
    app,
    startDraining() {
      draining = true
    },
    async close() {
      const closed = app.close()
      silent.destroy()
      await closed
    },
  }
}
