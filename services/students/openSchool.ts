import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DataError } from '../runtime/errors.ts'
import { type DuckDBOptions, openDuckDB, plainValue, quote, type Value } from './duckdb.ts'
import { sqlTypes, type Table } from './schema.ts'
import { firstLine } from './source.ts'
import { tables } from './tables.ts'

export type Row = Readonly<Record<string, Value>>

/** A result in the order of the query: names and types as SQL has them, then rows. */
export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Value[])[]
}

/** The tables of a school, read where they lie. */
export interface School extends Disposable {
  /**
   * @param parameters - by the names that stand as `$name` in the SQL
   * @param mostRows - no more are read
   * @throws DataError if there are more
   */
  query(sql: string, parameters?: Readonly<Record<string, Value>>, mostRows?: number): Promise<Result>
  rows(sql: string, parameters?: Readonly<Record<string, Value>>): Promise<Row[]>
}

export const tooManyRows = (mostRows: number): DataError =>
  new DataError(
    `the answer has more than ${mostRows} rows, which is the most that is answered here: \`students query\` writes them all to a file`,
  )

async function relationOf(connection: DuckDBConnection, directory: string, table: Table): Promise<string> {
  const files = globSync([`${table.name}.{parquet,csv}`, `${table.name}/*.parquet`], { cwd: directory })
  const [file] = files
  if (file === undefined)
    throw new DataError(
      `${directory} has no ${table.name}.parquet; \`students etl\` or \`students generate\` writes it`,
    )
  const columns = table.columns.map(({ name, type }) => `${quote(name)}: ${quote(sqlTypes[type])}`)
  const relation = file.endsWith('.parquet')
    ? `read_parquet([${files.map((one) => quote(join(directory, one))).join(', ')}])`
    : `read_csv(${quote(join(directory, file))}, header = true, auto_detect = false, columns = {${columns.join(', ')}})`
  const names = file.endsWith('.parquet')
    ? (await connection.runAndReadAll(`DESCRIBE FROM ${relation}`)).getRows().map(([name]) => String(name))
    : firstLine(join(directory, file)).split(',')
  const missing = table.columns.filter(({ name }, i) =>
    file.endsWith('.csv') ? names[i] !== name : !names.includes(name),
  )
  if (missing.length > 0)
    throw new DataError(
      `${join(directory, file)} lacks ${missing.map(({ name }) => name).join(', ')}: it is not what \`students etl\` or \`students export\` writes`,
    )
  return relation
}

/** Opens what `etl` wrote, or the CSV files of `exportPostgres`. @throws DataError on a table without a file */
export async function openSchool(directory: string, options: DuckDBOptions = {}): Promise<School> {
  const connection = await openDuckDB({ spillDirectory: join(directory, '.spill'), ...options })
  for (const table of tables)
    await connection.run(
      `CREATE VIEW ${table.name} AS FROM ${await relationOf(connection, directory, table)}`,
    )

  async function read(sql: string, parameters: Readonly<Record<string, Value>>, mostRows: number) {
    const result = await connection.stream(sql, { ...parameters })
    const types = result.columnTypes()
    const rows: Value[][] = []
    for await (const some of result.yieldRows()) {
      for (const row of some) rows.push(row.map(plainValue))
      if (rows.length > mostRows) throw tooManyRows(mostRows)
    }
    return { columns: result.columnNames().map((name, i) => ({ name, type: String(types[i]) })), rows }
  }

  /** One after another: the next query would end a result that is being read. */
  let last: Promise<unknown> = Promise.resolve()
  function query(
    sql: string,
    parameters: Readonly<Record<string, Value>> = {},
    mostRows = Number.POSITIVE_INFINITY,
  ): Promise<Result> {
    const answer = last.then(() => read(sql, parameters, mostRows))
    last = answer.catch(() => {})
    return answer
  }
  return {
    query,
    async rows(sql, parameters) {
      const { columns, rows } = await query(sql, parameters)
      return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]!])))
    },
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  }
}
