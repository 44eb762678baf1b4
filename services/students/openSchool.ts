import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../runtime/errors.ts'
import { openDuckDB, plainValue, quote, type Value } from './duckdb.ts'
import { sqlTypes, tables } from './schema.ts'

export type Row = Readonly<Record<string, Value>>

/** A result in the order of the query: names and types as SQL has them, then rows. */
export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Value[])[]
}

/** The tables of a school, read where they lie. */
export interface School extends Disposable {
  /** @param parameters - by the names that stand as `$name` in the SQL */
  query(sql: string, parameters?: Readonly<Record<string, Value>>): Promise<Result>
  rows(sql: string, parameters?: Readonly<Record<string, Value>>): Promise<Row[]>
}

function relation(directory: string, table: (typeof tables)[number]): string {
  const files = globSync([`${table.name}.{parquet,csv}`, `${table.name}/*.parquet`], { cwd: directory })
  const [file] = files
  if (file === undefined)
    throw new DataError(
      `${directory} has no ${table.name}.parquet; \`students etl\` or \`students generate\` writes it`,
    )
  if (file.endsWith('.parquet'))
    return `read_parquet([${files.map((one) => quote(join(directory, one))).join(', ')}])`
  const columns = table.columns.map(({ name, type }) => `${quote(name)}: ${quote(sqlTypes[type])}`)
  return `read_csv(${quote(join(directory, file))}, header = true, columns = {${columns.join(', ')}})`
}

/** Opens what `etl` wrote, or the CSV files of `exportPostgres`. @throws DataError on a table without a file */
export async function openSchool(directory: string): Promise<School> {
  const relations = tables.map((table) => `CREATE VIEW ${table.name} AS FROM ${relation(directory, table)}`)
  const connection = await openDuckDB({ spillDirectory: join(directory, '.spill') })
  for (const sql of relations) await connection.run(sql)

  async function query(sql: string, parameters: Readonly<Record<string, Value>> = {}): Promise<Result> {
    const reader = await connection.runAndReadAll(sql, { ...parameters })
    const types = reader.columnTypes()
    return {
      columns: reader.columnNames().map((name, i) => ({ name, type: String(types[i]) })),
      rows: reader.getRows().map((row) => row.map(plainValue)),
    }
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
