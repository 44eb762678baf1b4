import { DataError } from '../runtime/errors.ts'
import type { Value } from './duckdb.ts'
import type { Result } from './openSchool.ts'
import { parseParameter, type Query, queryNamed } from './queryCatalogue.ts'

/** Whatever answers SQL with parameters by name: `openSchool`, `openPostgres`. */
export interface Queryable {
  /** @throws DataError on more rows than `mostRows` */
  query(sql: string, parameters?: Readonly<Record<string, Value>>, mostRows?: number): Promise<Result>
}

/** The SQL with the type of each parameter written out, as a database needs that cannot infer it. */
function typedSql({ sql, parameters }: Query): string {
  return parameters.reduce(
    (text, { name, type }) =>
      text.replaceAll(
        new RegExp(`\\$${name}\\b`, 'g'),
        `CAST($${name} AS ${type === 'DOUBLE' ? 'float8' : type})`,
      ),
    sql,
  )
}

/** Given texts as values, what is not given as the query's own. @throws DataError on one that the query does not take */
export function parametersOf(query: Query, given: Readonly<Record<string, string>>): Record<string, Value> {
  const unknown = Object.keys(given).filter((name) => !query.parameters.some((one) => one.name === name))
  if (unknown.length > 0) {
    const taken = query.parameters.map(({ name }) => name).join(', ') || 'none'
    throw new DataError(`${query.name} takes no parameter ${unknown.join(', ')}; it takes ${taken}`)
  }
  return Object.fromEntries(
    query.parameters.map((parameter) => {
      const text = given[parameter.name]
      return [parameter.name, text === undefined ? parameter.standard : parseParameter(parameter, text)]
    }),
  )
}

/** Runs a query by its name. @param given - parameters as texts */
export async function runQuery(
  database: Queryable,
  name: string,
  given: Readonly<Record<string, string>> = {},
  mostRows?: number,
): Promise<Result> {
  const query = queryNamed(name)
  return database.query(typedSql(query), parametersOf(query, given), mostRows)
}
