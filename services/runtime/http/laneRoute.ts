import type { FastifyInstance } from 'fastify'
import type { Lane } from './lane.ts'

/** Adds a POST route that is answered by a lane instead of Fastify's own reading, validation and replying. */
export function laneRoute(
  app: FastifyInstance,
  url: string,
  schema: object,
  laneOf: (params: unknown) => Lane,
): void {
  app.route({
    method: 'POST',
    url,
    schema,
    config: { lane: true },
    onRequest(request, reply) {
      reply.hijack()
      laneOf(request.params)(request.raw, reply.raw)
    },
    handler: () => undefined,
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set where a lane keeps its own metrics. */
    lane?: boolean
  }
}
