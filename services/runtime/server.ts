import type { RequestListener } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { coldRoutes } from './http/coldRoutes.ts'
import { httpApp } from './http/httpApp.ts'
import { httpServer, type Timeouts } from './http/httpServer.ts'
import { type LaneOptions, lanes } from './http/lane.ts'
import { laneRoute } from './http/laneRoute.ts'
import { silentConnections } from './http/silentConnections.ts'
import type { RouteMetrics } from './metrics/requestMetrics.ts'
import type { ServingMetrics } from './metrics/servingMetrics.ts'
import { modelExamples } from './models/modelExamples.ts'
import { monitorRoutes } from './monitoring/monitorRoutes.ts'
import { watching } from './monitoring/watching.ts'
import { type AnsweringOptions, type AnswerOptions, answering } from './protocol/answering.ts'
import { docsPage } from './protocol/docsPage.ts'
import { modelServerV1, predictPath } from './protocol/modelServerV1.ts'
import { openInference } from './protocol/openInference.ts'
import { inferencePredictor, instancesPredictor, routePredictor } from './protocol/predictions.ts'
import type { Predictor } from './protocol/predictor.ts'
import { errorBody } from './protocol/protocolSchemas.ts'
import { routeSchema } from './protocol/routeSchema.ts'
import type { AnyWorkload } from './workload.ts'

/** Longer names of models and versions do not fit into a request's head. */
const longestName = 16 * 1024

export interface ServerOptions extends Omit<LaneOptions, 'closing'>, AnsweringOptions, Timeouts {
  readonly metrics: ServingMetrics
  readonly log: Logger
  readonly codeVersion: string
  /** Rows of one request; more are answered 413. */
  readonly maximumRows: number
}

export interface ModelServer {
  readonly app: FastifyInstance
  /** From now on not ready, and each answer closes its connection. */
  startDraining(): void
  /** Takes no more connections; resolves when every request is answered. */
  close(): Promise<void>
}

/** Serves one workload: the protocols' routes, its own typed routes, `/metrics`, `/openapi.json` and `/docs`. */
export async function buildServer(workload: AnyWorkload, options: ServerOptions): Promise<ModelServer> {
  const { models, metrics, log, codeVersion, maximumRows } = options
  const { name, serving } = workload
  let draining = false
  const ready = () => !draining && models.champion !== undefined
  const lane = lanes({ ...options, closing: () => draining })

  const answer = answering(options)
  const laneOf = <Input>(
    route: string,
    predictor: Predictor<Input>,
    more: AnswerOptions<Input> = {},
    known: RouteMetrics = metrics.route(route),
  ) => lane({ metrics: known, takesRaw: predictor.takesRaw }, answer(route, predictor, more))

  const watch = watching(workload, options)
  const inferPath = '/v2/models/:name/infer'
  const versionPath = '/v2/models/:name/versions/:version/infer'
  const inference = inferencePredictor(workload, maximumRows)
  const infer = laneOf(inferPath, inference)
  const versioned = metrics.route(versionPath)
  const typed = serving.routes.map((route, index) => ({
    route,
    lane: laneOf(route.path, routePredictor(route, maximumRows), {
      ...(watch !== undefined && index === 0 && { answered: watch.answered }),
    }),
  }))
  const predictRows = laneOf(predictPath(':name'), instancesPredictor(workload, maximumRows))
  /** The paths of nearly all requests: found without a router. */
  const straight = new Map([
    [`/v2/models/${name}/infer`, infer],
    [predictPath(name), predictRows],
    ...typed.map(({ route, lane }) => [route.path, lane] as const),
  ])

  const serverFactory = (handle: RequestListener) =>
    httpServer(options, (request, response) => {
      const known = request.method === 'POST' ? straight.get(request.url!) : undefined
      if (known !== undefined) return known(request, response)
      if (draining) response.shouldKeepAlive = false
      handle(request, response)
    })

  const app = httpApp(log, { serverFactory, routerOptions: { maxParamLength: longestName } })
  app.removeAllContentTypeParsers()

  coldRoutes(app, metrics, log)

  await docsPage(app, workload, codeVersion, [name, 'Open Inference Protocol', 'V1'])
  openInference(app, workload, models, {
    codeVersion,
    ready,
    inferLane: (asked) =>
      asked.name === name && asked.version === undefined
        ? infer
        : laneOf(versionPath, inference, { params: asked }, versioned),
  })
  modelServerV1(app, workload, { ready, predictLane: predictRows })
  for (const { route, lane } of typed)
    laneRoute(app, route.path, routeSchema(workload, route, errorBody), () => lane)
  if (watch !== undefined)
    monitorRoutes(app, workload, watch.monitor, {
      ...{ models, maximumRows },
      laneOf: (path, predictor) => laneOf(path, predictor, { shadowed: false }),
    })
  app.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  modelExamples(app, workload, () => models.champion)
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
