import { DataError } from '../runtime/errors.ts'
import { toCsv } from '../runtime/toCsv.ts'
import { analyses, runAnalysis } from './analysis/analyses.ts'
import { tooManyRows } from './openSchool.ts'
import { queries } from './queryCatalogue.ts'
import { type Queryable, runQuery } from './runQuery.ts'

/** What is asked by its name, with parameters as texts. */
export interface Question {
  readonly kind: 'queries' | 'analyses'
  readonly name: string
  readonly parameters: Readonly<Record<string, string>>
  readonly format: 'json' | 'csv'
}

/** An answer over HTTP. */
export interface Answer {
  readonly status: 200 | 404 | 422
  readonly type: string
  readonly body: Buffer
}

const mostRows = 100_000

const json = (status: Answer['status'], value: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: Buffer.from(JSON.stringify(value)),
})

/** Faults of the question are answered with 404 or 422, and what would be right. */
export async function answerQuestion(database: Queryable, question: Question): Promise<Answer> {
  const { kind, name, parameters, format } = question
  try {
    const result =
      kind === 'queries'
        ? await runQuery(database, name, parameters, mostRows)
        : await runAnalysis(database, name, parameters)
    if (result.rows.length > mostRows) throw tooManyRows(mostRows)
    if (format === 'json') return json(200, { name, ...result })
    const names = result.columns.map((column) => column.name)
    return { status: 200, type: 'text/csv; charset=utf-8', body: Buffer.from(toCsv(names, result.rows)) }
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    const known = (kind === 'queries' ? queries : analyses).some((one) => one.name === name)
    return json(known ? 422 : 404, { error: error.message })
  }
}
