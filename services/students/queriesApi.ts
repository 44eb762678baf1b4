import fastify, { type FastifyInstance } from 'fastify'
import { DataError } from '../runtime/errors.ts'
import { toCsv } from '../runtime/toCsv.ts'
import { analyses, runAnalysis } from './analysis/analyses.ts'
import type { Result } from './openSchool.ts'
import { queries } from './queryCatalogue.ts'
import { type Queryable, runQuery } from './runQuery.ts'

const mostRows = 100_000

/** Something that is listed, and run by its name with parameters as texts. */
interface Asked {
  readonly path: 'queries' | 'analyses'
  readonly list: readonly { readonly name: string }[]
  run(database: Queryable, name: string, given: Readonly<Record<string, string>>): Promise<Result>
}

const asked: readonly Asked[] = [
  { path: 'queries', list: queries.map(({ sql: _, ...described }) => described), run: runQuery },
  {
    path: 'analyses',
    list: analyses.map(({ name, summary, parameters }) => ({ name, summary, parameters })),
    run: runAnalysis,
  },
]

/** @throws DataError on a parameter that is given twice */
function parametersIn(query: Readonly<Record<string, string | string[]>>): Record<string, string> {
  const given = Object.entries(query).map(([name, value]) => {
    if (typeof value !== 'string')
      throw new DataError(`the parameter ${name} is given twice; it must be given once`)
    return [name, value]
  })
  return Object.fromEntries(given)
}

/**
 * Answers the named queries and the analyses over HTTP: `GET /queries` lists them, `GET /queries/NAME?year=2024` runs one and
 * answers JSON, or CSV where `Accept: text/csv` is asked for; `/analyses` likewise. Faults of the request are answered with
 * 404 or 422, and what would be right.
 */
export function queriesApi(database: Queryable): FastifyInstance {
  const server = fastify({ logger: false, routerOptions: { maxParamLength: 200 } })
  server.get('/health', () => ({ status: 'ok' }))

  for (const { path, list, run } of asked) {
    server.get(`/${path}`, () => list)
    server.get<{ Params: { name: string }; Querystring: Record<string, string | string[]> }>(
      `/${path}/:name`,
      async (request, reply) => {
        const { name } = request.params
        const known = list.some((one) => one.name === name)
        try {
          const result = await run(database, name, parametersIn(request.query))
          if (result.rows.length > mostRows)
            throw new DataError(
              `${name} has ${result.rows.length} rows; at most ${mostRows} are answered: \`students query\` writes them to a file`,
            )
          if (request.headers.accept?.includes('text/csv') !== true) return { name, ...result }
          const names = result.columns.map((column) => column.name)
          return reply.type('text/csv; charset=utf-8').send(toCsv(names, result.rows))
        } catch (error) {
          if (!(error instanceof DataError)) throw error
          return reply.code(known ? 422 : 404).send({ error: error.message })
        }
      },
    )
  }
  server.setErrorHandler((_error, _request, reply) =>
    reply.code(500).send({ error: 'the question could not be answered' }),
  )
  return server
}
