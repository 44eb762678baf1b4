import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Lane } from '../lane.ts'
import { laneRoute } from '../laneRoute.ts'
import { readRequest } from '../predictions.ts'
import type { Predictor } from '../predictor.ts'
import { described, errorBody } from '../protocolSchemas.ts'
import { badRequest } from '../requestError.ts'
import { routeSchema } from '../routeSchema.ts'
import type { ServedModels } from '../servedModels.ts'
import type { AnyRoute, AnyWorkload, Explanation } from '../workload.ts'
import type { Monitor } from './monitor.ts'

export interface MonitorRoutesOptions {
  readonly models: ServedModels
  readonly maximumRows: number
  readonly laneOf: (path: string, predictor: Predictor<unknown>) => Lane
}

const value = z.number().nullable().describe('null is missing')

const outlierResponse = z.object({
  outlier: z.boolean().describe('whether the score or the distance is above its threshold'),
  score: z.number().describe('of an isolation forest, from 0 to 1'),
  scoreThreshold: z.number(),
  distance: z.number().describe("Mahalanobis' distance from the mean of the training"),
  distanceThreshold: z.number(),
  pValue: z.number().describe('share of normally distributed rows that lie as far out'),
  features: z
    .array(z.object({ name: z.string(), value, deviation: z.number() }))
    .describe('the most unusual first; deviations in standard deviations of the training'),
})

const explainResponse = z.object({
  output: z.string().describe('what is explained'),
  baseline: z.number().describe('the mean prediction; with the contributions it adds up to the prediction'),
  prediction: z.number(),
  contributions: z
    .array(z.object({ name: z.string(), value, contribution: z.number() }))
    .describe('the largest first'),
})

const driftResponse = z.object({
  version: z.string(),
  referenceRows: z.int(),
  currentRows: z.int().describe('newest requests that are compared'),
  features: z.array(
    z.object({
      name: z.string(),
      test: z.enum(['ks', 'chi2']),
      statistic: z.number(),
      pValue: z.number(),
      psi: z.number(),
      missing: z.object({ reference: z.number(), current: z.number() }),
      drifted: z.boolean(),
    }),
  ),
  together: z.object({ statistic: z.number(), pValue: z.number() }).optional(),
  drifted: z.boolean(),
})

const json = (answer: unknown) => [{ text: JSON.stringify(answer), numbers: [] }]
const orNull = (number: number) => (Number.isNaN(number) ? null : number)
const bySize =
  <Item>(size: (item: Item) => number) =>
  (a: Item, b: Item) =>
    Math.abs(size(b)) - Math.abs(size(a))

/** `POST /outlier`: whether a request of the main route is unlike the training. */
function outlierPredictor(route: AnyRoute, monitor: Monitor, maximumRows: number): Predictor<unknown> {
  return {
    takesRaw: false,
    read: ({ body }) => readRequest(route, body, maximumRows),
    predict(loaded, [request]) {
      const row = monitor.features(loaded, request)
      const { deviations, ...finding } = monitor.detect(loaded, row)
      const features = monitor.names
        .map((name, i) => ({ name, value: orNull(row[i]), deviation: deviations[i] }))
        .toSorted(bySize(({ deviation }) => deviation))
      return json({ ...finding, features })
    },
  }
}

/** `POST /explain`: what each feature adds to the prediction of a request of the main route. */
function explainPredictor(
  route: AnyRoute,
  monitor: Monitor,
  explain: (model: unknown, features: Float64Array, request: unknown) => Explanation,
  maximumRows: number,
): Predictor<unknown> {
  return {
    takesRaw: false,
    read: ({ body }) => readRequest(route, body, maximumRows),
    predict(loaded, [request]) {
      const row = monitor.features(loaded, request)
      const explanation = explain(loaded.model, row, request)
      const { output, baseline, prediction, contributions } = explanation
      const { names, values } = explanation.inputs ?? { names: monitor.names, values: row }
      if (![baseline, prediction, ...Array.from(contributions)].every(Number.isFinite))
        throw badRequest('the model has no finite explanation for this request')
      return json({
        ...{ output, baseline, prediction },
        contributions: names
          .map((name, i) => ({ name, value: orNull(values[i]), contribution: contributions[i] }))
          .toSorted(bySize(({ contribution }) => contribution)),
      })
    },
  }
}

/** Adds `POST /outlier`, `GET /drift` and, if predictions can be explained, `POST /explain`. */
export function monitorRoutes(
  app: FastifyInstance,
  workload: AnyWorkload,
  monitor: Monitor,
  { models, maximumRows, laneOf }: MonitorRoutesOptions,
): void {
  const [main] = workload.serving.routes
  const explain = workload.serving.monitored?.explain
  const add = (path: string, summary: string, response: z.ZodType, predictor: Predictor<unknown>) => {
    const lane = laneOf(path, predictor)
    laneRoute(app, path, routeSchema(workload, { ...main, summary, response }, errorBody), () => lane)
  }
  add(
    '/outlier',
    `Whether a request to ${main.path} is unlike what the model was trained on`,
    outlierResponse,
    outlierPredictor(main, monitor, maximumRows),
  )
  if (explain !== undefined)
    add(
      '/explain',
      `What each feature adds to the prediction for a request to ${main.path}`,
      explainResponse,
      explainPredictor(main, monitor, explain, maximumRows),
    )
  const { $schema, ...answer } = z.toJSONSchema(driftResponse)
  const summary = `How the newest requests to ${main.path} differ from what the model was trained on`
  app.get('/drift', { schema: described(workload.name, summary, answer) }, () => {
    const loaded = models.current()
    return { version: loaded.version, ...monitor.drift(loaded) }
  })
}
