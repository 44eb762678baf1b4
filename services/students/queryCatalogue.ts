import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DataError, showValue } from '../runtime/errors.ts'
import type { Value } from './duckdb.ts'

const queryTypes = ['VARCHAR', 'INTEGER', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP'] as const
export type QueryType = (typeof queryTypes)[number]

interface Described {
  readonly name: string
  readonly type: QueryType
  /** With its unit. */
  readonly meaning: string
}

export interface QueryParameter extends Described {
  readonly standard: Value
}

/** A named question to the school's database: one file of `queries/<subject>/`, its header and its SQL. */
export interface Query {
  readonly name: string
  readonly subject: string
  readonly summary: string
  readonly parameters: readonly QueryParameter[]
  readonly columns: readonly Described[]
  /** For DuckDB and PostgreSQL alike; parameters stand as `$name`. */
  readonly sql: string
}

const line = /^-- @(param|column) (\w+) ([A-Z]+) (.+)$/

const typed: Readonly<Record<QueryType, { readonly pattern: RegExp; readonly right: string }>> = {
  VARCHAR: { pattern: /^\P{Cc}{0,200}$/u, right: 'a text of at most 200 characters that can be seen' },
  INTEGER: { pattern: /^\d{1,6}$/, right: 'a whole number from 0 to 999999' },
  BIGINT: { pattern: /^-?\d{1,15}$/, right: 'a whole number' },
  DOUBLE: { pattern: /^-?\d{1,15}(\.\d{1,15})?$/, right: 'a number' },
  BOOLEAN: { pattern: /^(true|false)$/, right: 'true or false' },
  DATE: { pattern: /^(?!0000)\d{4}-\d\d-\d\d$/, right: 'a day, 2025-10-15' },
  TIMESTAMP: {
    pattern: /^(?!0000)\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$/,
    right: 'a moment, 2025-10-15T11:00:00',
  },
}

function isDay(text: string): boolean {
  const day = text.slice(0, 10)
  const time = Date.parse(`${day}T${text.slice(11) || '00:00:00'}Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

/** @throws DataError that says what the parameter must be */
export function parseParameter({ name, type }: Described, text: string): Value {
  const { pattern, right } = typed[type]
  if (!pattern.test(text) || ((type === 'DATE' || type === 'TIMESTAMP') && !isDay(text)))
    throw new DataError(`the parameter ${name} is ${showValue(text)}; it must be ${right}`)
  if (type === 'INTEGER' || type === 'BIGINT' || type === 'DOUBLE') return Number(text)
  return type === 'BOOLEAN' ? text === 'true' : text
}

/** @throws SyntaxError on a header that is not as the others */
export function parseQuery(file: string, text: string): Query {
  const lines = text.split('\n')
  const end = lines.findIndex((one) => !one.startsWith('--'))
  const [first = '', ...rest] = lines.slice(0, end)
  const described = rest.map((one) => {
    const [, kind, name, type, meaning] = line.exec(one) ?? []
    if (kind === undefined || !queryTypes.includes(type as QueryType))
      throw new SyntaxError(`${file}: "${one}" must be -- @param or @column NAME TYPE MEANING`)
    return { kind, name: name!, type: type as QueryType, meaning: meaning! }
  })
  return {
    name: basename(file, '.sql'),
    subject: basename(dirname(file)),
    summary: first.slice(3),
    parameters: described.flatMap(({ kind, ...one }) => {
      if (kind !== 'param') return []
      const [standard = '', ...meaning] = one.meaning.split(' ')
      return [{ ...one, meaning: meaning.join(' '), standard: parseParameter(one, standard) }]
    }),
    columns: described.flatMap(({ kind, ...one }) => (kind === 'column' ? [one] : [])),
    sql: lines.slice(end).join('\n').trim(),
  }
}

const directory = join(import.meta.dirname, 'queries')

/** Every query, in the order of subjects and names. */
export const queries: readonly Query[] = globSync('*/*.sql', { cwd: directory })
  .toSorted()
  .map((file) => parseQuery(file, readFileSync(join(directory, file), 'utf8')))

/** @throws DataError that names similar queries */
export function queryNamed(name: string): Query {
  const found = queries.find((query) => query.name === name)
  if (found !== undefined) return found
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2)
  const similar = queries.filter((query) => words.some((word) => query.name.includes(word))).slice(0, 10)
  const hint =
    similar.length === 0
      ? '`students query`, or GET /queries, lists all'
      : `there is ${similar.map((one) => one.name).join(', ')}`
  throw new DataError(`there is no query ${showValue(name)}; ${hint}`)
}
