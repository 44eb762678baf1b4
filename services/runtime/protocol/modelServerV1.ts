import type { FastifyInstance } from 'fastify'
import type { Lane } from '../http/lane.ts'
import { laneRoute } from '../http/laneRoute.ts'
import { checkModel } from '../models/servedModels.ts'
import type { AnyWorkload } from '../workload.ts'
import * as schemas from './protocolSchemas.ts'

export interface ModelServerV1Options {
  readonly ready: () => boolean
  readonly predictLane: Lane
}

/** Where predictions are asked for. */
export const predictPath = (name: string) => `/v1/models/${name}:predict`

/** Where predictions are asked for with their explanations. */
export const explainPath = (name: string) => `/v1/models/${name}:explain`

/** Adds the routes of KServe's V1 protocol, which is that of TensorFlow Serving: rows in, a prediction for each out. */
export function modelServerV1(
  app: FastifyInstance,
  workload: AnyWorkload,
  { ready, predictLane }: ModelServerV1Options,
): void {
  const { name } = workload
  app.get('/v1/models', { schema: schemas.described('V1', 'The models', schemas.modelsBody) }, () => ({
    models: [name],
  }))
  app.get<{ Params: { name: string } }>(
    '/v1/models/:name',
    { schema: schemas.described('V1', 'Whether the model may be asked', schemas.modelReadyBody) },
    (request, reply) => {
      checkModel(workload, request.params.name)
      return reply.code(ready() ? 200 : 503).send({ name, ready: ready() })
    },
  )
  const body = schemas.instancesBody(workload)
  const schema = { ...schemas.described('V1', 'Predictions', schemas.predictionsBody), body }
  // A colon that is part of a path is written twice.
  laneRoute(app, predictPath(name).replace(':', '::'), schema, () => predictLane)
}
