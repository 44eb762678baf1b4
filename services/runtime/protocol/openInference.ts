import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Lane } from '../http/lane.ts'
import { laneRoute } from '../http/laneRoute.ts'
import { checkModel, type ModelParams, type ServedModels } from '../models/servedModels.ts'
import type { AnyWorkload } from '../workload.ts'
import * as schemas from './protocolSchemas.ts'

export interface OpenInferenceOptions {
  readonly codeVersion: string
  readonly ready: () => boolean
  readonly inferLane: (asked: ModelParams) => Lane
}

const text = { type: 'string' }
const describe = (summary: string, answer: object, extra: object = {}) => ({
  ...schemas.described('Open Inference Protocol', summary, answer),
  ...extra,
})
const when = (reply: FastifyReply, good: boolean, body: object) => reply.code(good ? 200 : 503).send(body)

/**
 * Adds the routes of the Open Inference Protocol v2, https://github.com/kserve/open-inference-protocol, and KServe's list
 * of models.
 */
export function openInference(
  app: FastifyInstance,
  workload: AnyWorkload,
  models: ServedModels,
  { codeVersion, ready, inferLane }: OpenInferenceOptions,
): void {
  const { inputs, outputs } = workload.serving

  app.get('/v2', { schema: describe('The server', schemas.serverBody) }, () => ({
    name: `atoll-${workload.name}`,
    version: codeVersion,
    extensions: [],
  }))
  app.get('/v2/health/live', { schema: describe('Whether the process answers', schemas.liveBody) }, () => ({
    live: true,
  }))
  app.get(
    '/v2/health/ready',
    { schema: describe('Whether predictions may be asked for', schemas.readyBody) },
    (_, reply) => when(reply, ready(), { ready: ready() }),
  )

  app.get('/v2/models', { schema: describe('The models', schemas.modelsBody) }, () => ({
    models: [workload.name],
  }))

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    const properties = path.includes(':version') ? { name: text, version: text } : { name: text }
    const params = { type: 'object', properties }
    app.get<{ Params: ModelParams }>(
      path,
      { schema: describe('The model in service', schemas.modelBody, { params }) },
      (request) => {
        const { version } = models.choose({}, request.params).loaded
        return { name: workload.name, versions: [version], platform: 'atoll', inputs, outputs }
      },
    )
    app.get<{ Params: ModelParams }>(
      `${path}/ready`,
      { schema: describe('Whether the model may be asked', schemas.modelReadyBody, { params }) },
      (request, reply) => {
        if (models.champion === undefined) checkModel(workload, request.params.name)
        else models.choose({}, request.params)
        return when(reply, ready(), { name: workload.name, ready: ready() })
      },
    )
    const body = schemas.inferBody(workload)
    const schema = describe('A prediction', schemas.inferResponse, { params, body })
    laneRoute(app, `${path}/infer`, schema, (asked) => inferLane(asked as ModelParams))
  }
}
