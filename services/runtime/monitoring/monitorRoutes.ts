import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Lane } from '../http/lane.ts'
import { laneRoute } from '../http/laneRoute.ts'
import type { ServedModels } from '../models/servedModels.ts'
import { explainPath } from '../protocol/modelServerV1.ts'
import { readRequest } from '../protocol/predictions.ts'
import type { Predictor } from '../protocol/predictor.ts'
import { described, errorBody, explanationsBody, instancesBody } from '../protocol/protocolSchemas.ts'
import { routeSchema } from '../protocol/routeSchema.ts'
import type { Explanation } from '../workload/monitored.ts'
import type { AnyRoute } from '../workload/serving.ts'
import type { AnyWorkload } from '../workload.ts'
import { explanationBody, explanationResponse } from './explanationBody.ts'
import { instancesExplainer } from './instancesExplainer.ts'
import type { Monitor } from './monitor.ts'

export interface MonitorRoutesOptions {
  readonly models: ServedModels
  readonly maximumRows: number
  readonly laneOf: <Input>(path: string, predictor: Predictor<Input>) => Lane
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
      return json(explanationBody(explanation, { names: monitor.names, values: row }))
    },
  }
}

/** Adds `POST /outlier`, `GET /drift` and, if predictions can be explained, `POST /explain` and V1's `:explain`. */
export function monitorRoutes(
  app: FastifyInstance,
  workload: AnyWorkload,
  monitor: Monitor,
  { models, maximumRows, laneOf }: MonitorRoutesOptions,
): void {
  const [main] = workload.serving.routes
  const { explain, explainRows } = workload.serving.monitored!
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
      explanationResponse,
      explainPredictor(main, monitor, explain, maximumRows),
    )
  if (explainRows !== undefined) {
    const v1 = described('V1', 'Predictions, and what each feature adds to them', explanationsBody)
    const path = explainPath(workload.name)
    const explainer = instancesExplainer(workload, monitor.names, explainRows, maximumRows)
    const lane = laneOf(explainPath(':name'), explainer)
    laneRoute(app, path.replace(':', '::'), { ...v1, body: instancesBody(workload) }, () => lane)
  }
  const { $schema, ...answer } = z.toJSONSchema(driftResponse)
  const summary = `How the newest requests to ${main.path} differ from what the model was trained on`
  app.get('/drift', { schema: described(workload.name, summary, answer) }, () => {
    const loaded = models.current()
    return { version: loaded.version, ...monitor.drift(loaded) }
  })
}
