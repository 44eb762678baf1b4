import type { Server } from 'node:http'
import fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import { sendError } from './lane.ts'
import { badRequest } from './requestError.ts'

type Own = Pick<FastifyHttpOptions<Server>, 'serverFactory' | 'routerOptions'>

/** Fastify for routes that check what they are asked themselves, log no request, and name errors as all of ours do. */
export function httpApp(log: Logger, own: Own): FastifyInstance {
  const app = fastify({
    ...own,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    frameworkErrors: (error, _, reply) => sendError(reply.raw, badRequest(error.message.slice(0, 200))),
    childLoggerFactory: (logger) => logger,
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  return app
}
