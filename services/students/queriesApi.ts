import fastify, { type FastifyInstance } from 'fastify'
import { DataError } from '../runtime/errors.ts'
import { toCsv } from './csv.ts'
import { queries, queryNamed } from './queryCatalogue.ts'
import { type Queryable, runQuery } from './runQuery.ts'

const mostRows = 100_000

/**
 * Answers the named queries over HTTP: `GET /queries` lists them, `GET /queries/NAME?year=2024` runs one and answers JSON,
 * or CSV where `Accept: text/csv` is asked for. Faults of the request are answered with 404 or 422, and what would be right.
 */
export function queriesApi(database: Queryable): FastifyInstance {
  const server = fastify({ logger: false, routerOptions: { maxParamLength: 200 } })

  server.get('/health', () => ({ status: 'ok' }))
  server.get('/queries', () => queries.map(({ sql: _, ...described }) => described))
  server.get<{ Params: { name: string }; Querystring: Record<string, string | string[]> }>(
    '/queries/:name',
    async (request, reply) => {
      const { name } = request.params
      try {
        queryNamed(name)
      } catch (error) {
        return reply.code(404).send({ error: (error as Error).message })
      }
      const given = Object.entries(request.query)
      const twice = given.find(([, value]) => Array.isArray(value))
      if (twice !== undefined)
        return reply
          .code(422)
          .send({ error: `the parameter ${twice[0]} is given twice; it must be given once` })
      try {
        const result = await runQuery(database, name, Object.fromEntries(given) as Record<string, string>)
        if (result.rows.length > mostRows)
          return reply.code(422).send({
            error: `${name} has ${result.rows.length} rows; at most ${mostRows} are answered: \`students query\` writes them to a file`,
          })
        if (request.headers.accept?.includes('text/csv') !== true) return { name, ...result }
        return reply.type('text/csv; charset=utf-8').send(toCsv(result))
      } catch (error) {
        if (error instanceof DataError) return reply.code(422).send({ error: error.message })
        throw error
      }
    },
  )
  server.setErrorHandler((_error, _request, reply) =>
    reply.code(500).send({ error: 'the query could not be run' }),
  )
  return server
}
