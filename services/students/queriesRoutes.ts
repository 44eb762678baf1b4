import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from '../runtime/http/requestError.ts'
import { analyses } from './analysis/analyses.ts'
import type { Answer, Question } from './answerQuestion.ts'
import { type QueryType, queries } from './queryCatalogue.ts'

type Given = Readonly<Record<string, string | string[]>>
type Asking = FastifyRequest<{ Params: { name?: string }; Querystring: Given }>

const jsonTypes: Partial<Record<QueryType, string>> = {
  INTEGER: 'integer',
  BIGINT: 'integer',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
}

const described = {
  queries: queries.map(({ name, summary, subject, parameters }) => ({
    ...{ name, summary, subject },
    parameters: parameters.map((one) => ({
      ...{ name: one.name, type: jsonTypes[one.type] ?? 'string' },
      ...{ description: one.meaning, default: one.standard },
    })),
  })),
  analyses: analyses.map(({ name, summary, parameters }) => ({
    ...{ name, summary, subject: 'analyses' },
    parameters: Object.entries(parameters).map(([name, description]) => ({
      ...{ name, type: 'string', description },
    })),
  })),
}

const lists = {
  queries: queries.map(({ sql: _, ...query }) => query),
  analyses: analyses.map(({ name, summary, parameters }) => ({ name, summary, parameters })),
}

function questionOf(kind: Question['kind'], name: string, { query, headers }: Asking): Question {
  for (const [parameter, value] of Object.entries(query))
    if (typeof value !== 'string')
      throw new RequestError(422, `the parameter ${parameter} is given twice; it must be given once`)
  const accepted = headers.accept?.includes('text/csv') === true ? 'csv' : 'json'
  const { format = accepted, ...parameters } = query as Record<string, string>
  if (format !== 'csv' && format !== 'json')
    throw new RequestError(422, `the parameter format is ${JSON.stringify(format)}; it must be csv or json`)
  return { kind, name, parameters, format }
}

/**
 * `GET /queries` lists the named queries, `GET /queries/NAME?year=2024` runs one and answers JSON, or CSV where
 * `format=csv` or `Accept: text/csv` asks for it; `/analyses` likewise.
 */
export function queriesRoutes(
  server: FastifyInstance,
  ask: (question: Question, reply: FastifyReply) => Promise<Answer>,
): void {
  const answer = async (question: Question, reply: FastifyReply) => {
    const { status, type, body } = await ask(question, reply)
    return reply.code(status).type(type).send(Buffer.from(body))
  }
  for (const kind of ['queries', 'analyses'] as const) {
    server.get(`/${kind}`, { schema: { summary: `Lists the ${kind}`, tags: ['lists'] } }, () => lists[kind])
    for (const { name, summary, subject, parameters } of described[kind])
      server.get(
        `/${kind}/${name}`,
        { schema: { summary, tags: [subject], querystring: parametersSchema(parameters) } },
        (request: Asking, reply) => answer(questionOf(kind, name, request), reply),
      )
    server.get(`/${kind}/:name`, { schema: { hide: true } }, (request: Asking, reply) =>
      answer(questionOf(kind, request.params.name ?? '', request), reply),
    )
  }
}

function parametersSchema(parameters: readonly { readonly name: string }[]) {
  const format = { type: 'string', enum: ['json', 'csv'], description: 'of the answer', default: 'json' }
  const own = parameters.map(({ name, ...schema }) => [name, schema])
  return { type: 'object', properties: { ...Object.fromEntries(own), format } }
}
