import { closeSync, globSync, openSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type DuckDBConnection, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { DataError, showValue } from '../runtime/errors.ts'
import { quote } from './duckdb.ts'
import type { Batch } from './generate.ts'
import { sourceColumns, type Table } from './schema.ts'
import { tables } from './tables.ts'

/** One table, or a part of one, as rows of texts that SQL can read. */
export interface Part {
  readonly table: Table
  /** SQL after FROM. */
  readonly relation: string
  /** Lines that were no rows, once the relation has been read. @throws DataError on one that swallows others */
  unreadable(): Promise<readonly { line: number; problem: string }[]>
}

const headerBytes = 65_536
const rowsAtOnce = 2048

/** The tables of a batch, in memory. */
export async function* batchParts(connection: DuckDBConnection, batch: Batch): AsyncGenerator<Part> {
  for (const table of tables) {
    const rows = batch.get(table.name)
    if (rows === undefined) continue
    const columns = sourceColumns(table)
    await connection.run(
      `CREATE OR REPLACE TABLE given (${columns.map((name) => `"${name}" VARCHAR`).join(', ')})`,
    )
    const appender = await connection.createAppender('given')
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const some = rows.slice(start, start + rowsAtOnce)
      const chunk = DuckDBDataChunk.create(
        columns.map(() => VARCHAR),
        some.length,
      )
      chunk.setColumns(columns.map((_, column) => some.map((row) => row[column] ?? null)))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    yield { table, relation: 'given', unreadable: async () => [] }
  }
}

/** Files of a table in a directory: `grades.csv`, `grades-1.csv`, `grades/anything.parquet`. */
function filesOf(directory: string, table: string): string[] {
  const found = globSync([`${table}.{csv,parquet}`, `${table}-*.{csv,parquet}`, `${table}/*.{csv,parquet}`], {
    cwd: directory,
  })
  return found.toSorted().map((file) => join(directory, file))
}

/** The line that names the columns of a CSV file, without reading the rest. */
export function firstLine(file: string): string {
  const buffer = Buffer.alloc(headerBytes)
  const handle = openSync(file, 'r')
  const length = readSync(handle, buffer)
  closeSync(handle)
  const bytes = buffer.subarray(0, length)
  const end = bytes.indexOf(10)
  if (length === 0) throw new DataError(`${basename(file)} is empty; its first line must name the columns`)
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new DataError(`${basename(file)} is UTF-16; save it as UTF-8`)
  if (end === -1 && length === headerBytes)
    throw new DataError(`${basename(file)} has no line end in its first ${headerBytes} bytes; it must be CSV`)
  try {
    return new TextDecoder('utf-8', { fatal: true })
      .decode(end === -1 ? bytes : bytes.subarray(0, end))
      .trimEnd()
  } catch {
    throw new DataError(
      `${basename(file)} is not UTF-8 in its first line; it must be CSV that names the columns`,
    )
  }
}

function checkNames(file: string, table: Table, names: readonly string[]): void {
  const wanted = sourceColumns(table)
  const missing = wanted.filter((name) => !names.includes(name))
  const repeated = names.filter((name, i) => names.indexOf(name) !== i)
  // A row of data in place of the header is not shown: it may be somebody's.
  if (!names.some((name) => wanted.includes(name)))
    throw new DataError(`${basename(file)}: its first line must name the columns ${wanted.join(', ')}`)
  const found = `found ${names.slice(0, 40).map(showValue).join(', ')}`
  if (repeated.length > 0)
    throw new DataError(`${basename(file)}: columns that occur twice: ${repeated.join(', ')}; ${found}`)
  if (missing.length > 0)
    throw new DataError(`${basename(file)}: columns missing: ${missing.join(', ')}; ${found}`)
}

function csvPart(connection: DuckDBConnection, table: Table, file: string): Part {
  const line = firstLine(file)
  const delimiter = [';', '\t', '|', ','].find((one) => line.includes(one)) ?? ','
  const header = (parse(line, { delimiter, relax_quotes: true })[0] ?? []) as string[]
  const names = header.map((name) => name.trim().toLowerCase())
  checkNames(file, table, names)
  const columns = names.map((name) => `${quote(name)}: 'VARCHAR'`).join(', ')
  return {
    table,
    relation: `read_csv(${quote(file)}, columns = {${columns}}, delim = ${quote(delimiter)}, header = true, auto_detect = false, quote = '"', escape = '"', store_rejects = true, rejects_limit = 0)`,
    async unreadable() {
      const sql = `SELECT line, min(error_type), bool_or(regexp_matches(trim(csv_line, chr(10) || chr(13)), '[\\r\\n]'))
        FROM reject_errors GROUP BY line ORDER BY line`
      const lines = await connection.runAndReadAll(sql)
      await connection.run('DROP TABLE reject_errors; DROP TABLE reject_scans')
      const open = lines.getRows().find(([, , severalLines]) => severalLines === true)
      if (open !== undefined)
        throw new DataError(
          `${basename(file)}: a quote in line ${open[0]} is not closed there, so that the lines after it cannot be told apart; close it, or take it away`,
        )
      return lines.getRows().map(([at, type]) => ({ line: Number(at), problem: String(type).toLowerCase() }))
    },
  }
}

async function parquetPart(connection: DuckDBConnection, table: Table, file: string): Promise<Part> {
  let described: Awaited<ReturnType<DuckDBConnection['runAndReadAll']>>
  try {
    described = await connection.runAndReadAll(`DESCRIBE FROM read_parquet(${quote(file)})`)
  } catch {
    throw new DataError(`${basename(file)} is not a whole Parquet file`)
  }
  checkNames(
    file,
    table,
    described.getRows().map(([name]) => String(name)),
  )
  const columns = sourceColumns(table).map((name) => `"${name}"::VARCHAR AS "${name}"`)
  return {
    table,
    relation: `(SELECT ${columns.join(', ')} FROM read_parquet(${quote(file)}))`,
    unreadable: async () => [],
  }
}

/**
 * The tables of a directory of CSV and Parquet files as the school's systems write them: columns in any order, commas,
 * semicolons or tabs, with or without a byte-order mark.
 * @throws DataError on a table without a file, or a file without a column that its table needs
 */
export async function* directoryParts(connection: DuckDBConnection, directory: string): AsyncGenerator<Part> {
  const files = new Map(tables.map((table) => [table, filesOf(directory, table.name)]))
  const without = tables.filter((table) => files.get(table)!.length === 0).map(({ name }) => name)
  if (without.length > 0)
    throw new DataError(
      `${directory} has no file for ${without.join(', ')}; each table needs TABLE.csv or TABLE.parquet`,
    )
  const parts: Part[] = []
  for (const [table, some] of files)
    for (const file of some)
      parts.push(
        await (file.endsWith('.csv')
          ? csvPart(connection, table, file)
          : parquetPart(connection, table, file)),
      )
  // Only once every file has the right columns is any read.
  yield* parts
}
