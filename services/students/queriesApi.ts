import fastify, { type FastifyInstance } from 'fastify'
import { RequestError } from '../runtime/http/requestError.ts'
import { answerQuestion } from './answerQuestion.ts'
import { queriesRoutes } from './queriesRoutes.ts'
import type { Queryable } from './runQuery.ts'

/** Answers the named queries and the analyses over HTTP. */
export function queriesApi(database: Queryable): FastifyInstance {
  const server = fastify({ logger: false, routerOptions: { maxParamLength: 200 } })
  server.setValidatorCompiler(() => () => true)
  server.get('/health', () => ({ status: 'ok' }))
  queriesRoutes(server, (question) => answerQuestion(database, question))
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error: `there is no ${method} ${url.slice(0, 200)}; see /queries and /analyses` }),
  )
  server.setErrorHandler((error, _request, reply) =>
    error instanceof RequestError
      ? reply.code(error.status).send({ error: error.message })
      : reply.code(500).send({ error: 'the question could not be answered' }),
  )
  return server
}
