import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { DataError } from '../runtime/errors.ts'
import { findings, stageSql } from './cleanSql.ts'
import { openDuckDB, quote } from './duckdb.ts'
import type { Batch } from './generate.ts'
import { intoNew } from './intoNew.ts'
import type { KeyRing } from './keyRing.ts'
import { createProtector } from './protect.ts'
import { registerProtection } from './protectionSql.ts'
import type { Table } from './schema.ts'
import { batchParts, directoryParts, type Part } from './source.ts'
import { tables } from './tables.ts'

export interface TableReport {
  /** Rows and lines of the source. */
  readonly read: number
  readonly kept: number
  readonly rejected: number
  /** Rule to the number of values or rows it met: `score.out_of_range`, `repeated`, `student.unknown`. */
  readonly rules: Readonly<Record<string, number>>
  /** The first lines that are no rows. */
  readonly unreadable: readonly { readonly line: number; readonly problem: string }[]
}

export type EtlReport = Readonly<Record<string, TableReport>>

export interface EtlOptions {
  /** Directory of the school's export, or batches of an invented school. */
  readonly source: string | Iterable<Batch>
  /** Directory to write: a Parquet file for each table, `rejected/`, `report.json`. It must be new or empty. */
  readonly out: string
  readonly ring: KeyRing
  /** Default: zstd. */
  readonly compression?: 'zstd' | 'uncompressed'
  readonly signal?: AbortSignal
}

const unreadableShown = 20

interface Staged {
  read: number
  parts: number
  readonly unreadable: { line: number; problem: string }[]
  unreadableCount: number
}

const parquet = (...path: string[]): string => `read_parquet(${quote(join(...path))})`

async function* partsOf(connection: DuckDBConnection, source: EtlOptions['source']): AsyncGenerator<Part> {
  if (typeof source === 'string') yield* directoryParts(connection, source)
  else for (const batch of source) yield* batchParts(connection, batch)
}

/** Reads the source once. What is personal is protected in the query that reads it, and only then written. */
async function stage({ source, out, ring, compression, signal }: EtlOptions): Promise<Map<Table, Staged>> {
  using connection = await openDuckDB({ signal })
  registerProtection(connection, createProtector(ring))
  const staged = new Map<Table, Staged>()
  for await (const { table, relation, unreadable } of partsOf(connection, source)) {
    signal?.throwIfAborted()
    const known = staged.get(table) ?? { read: 0, parts: 0, unreadable: [], unreadableCount: 0 }
    staged.set(table, known)
    const directory = join(out, 'staged', table.name)
    mkdirSync(directory, { recursive: true })
    const file = join(directory, `${known.parts++}.parquet`)
    try {
      const sql = stageSql(table, relation, known.read + 1)
      const copy = `COPY (${sql}) TO ${quote(file)} (FORMAT parquet, COMPRESSION ${compression})`
      known.read += (await connection.run(copy)).rowsChanged
    } catch (error) {
      // The database's own message may quote the row.
      const kind = /^\w[\w ]*Error/.exec((error as Error).message)?.[0] ?? 'Error'
      throw new DataError(`${table.name} cannot be read after ${known.read} rows: ${kind} of the database`)
    }
    const lines = await unreadable()
    known.unreadable.push(...lines.slice(0, unreadableShown - known.unreadable.length))
    known.unreadableCount += lines.length
  }
  return staged
}

/** Of the rows with a reason or without: those whose key occurs again, or whose references lead nowhere, get one. */
function verdictSql({ name, columns, key }: Table, out: string): string {
  const staged = parquet(out, 'staged', name, '*.parquet')
  const keys = key.map((column) => `"${column}"`).join(', ')
  const references = columns.filter(({ references }) => references !== undefined)
  const joins = references.map(
    (column, i) =>
      `LEFT JOIN ${parquet(out, `${column.references}.parquet`)} AS r${i} ON r${i}."${column.name}" = s."${column.name}"`,
  )
  const unknown = references.map(
    (column, i) => `WHEN r${i}."${column.name}" IS NULL THEN '${column.name}.unknown'`,
  )
  return `
WITH sound AS (SELECT hash(${keys}) AS h FROM ${staged} WHERE _reason IS NULL),
suspect AS (SELECT h FROM sound GROUP BY h HAVING count(*) > 1),
later AS (
  SELECT _row AS later_row FROM ${staged} WHERE _reason IS NULL AND hash(${keys}) IN (FROM suspect)
  QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY _row) > 1
)
SELECT s.* EXCLUDE (_reason),
  CASE WHEN _reason IS NOT NULL THEN _reason WHEN later_row IS NOT NULL THEN 'repeated' ${unknown.join(' ')} END AS _reason
FROM ${staged} AS s LEFT JOIN later ON later_row = _row ${joins.join(' ')}`
}

async function settle(
  connection: DuckDBConnection,
  table: Table,
  staged: Staged,
  { out, compression }: EtlOptions,
): Promise<TableReport> {
  const names = table.columns.map(({ name }) => `"${name}"`).join(', ')
  const judged = join(out, 'staged', `${table.name}.parquet`)
  const write = (sql: string, file: string) =>
    connection.run(`COPY (${sql}) TO ${quote(file)} (FORMAT parquet, COMPRESSION ${compression})`)
  await write(verdictSql(table, out), judged)
  rmSync(join(out, 'staged', table.name), { recursive: true })
  const from = parquet(judged)
  await write(`SELECT ${names} FROM ${from} WHERE _reason IS NULL`, join(out, `${table.name}.parquet`))

  const rules: Record<string, number> = {}
  const add = (rule: string, count: number) => {
    rules[rule] = (rules[rule] ?? 0) + count
  }
  const found = await connection.runAndReadAll(
    `SELECT _findings, count(*) FROM ${from} GROUP BY ALL ORDER BY ALL`,
  )
  for (const [letters, count] of found.getRows())
    [...String(letters)].forEach((letter, i) => {
      if (letter !== '.')
        add(`${table.columns[i]!.name}.${findings[letter as keyof typeof findings]}`, Number(count))
    })
  const reasons = await connection.runAndReadAll(
    `SELECT _reason, count(*) FROM ${from} WHERE _reason IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  )
  let rejected = 0
  for (const [reason, count] of reasons.getRows()) {
    rejected += Number(count)
    if (/^(repeated|inconsistent)$|unknown$/.test(String(reason))) add(String(reason), Number(count))
  }
  if (staged.unreadableCount > 0) add('unreadable_line', staged.unreadableCount)
  if (rejected > 0) {
    mkdirSync(join(out, 'rejected'), { recursive: true })
    const sql = `SELECT _row AS source_row, _reason AS reason, ${names} FROM ${from} WHERE _reason IS NOT NULL ORDER BY _row`
    await write(sql, join(out, 'rejected', `${table.name}.parquet`))
  }
  rmSync(judged)
  const read = staged.read + staged.unreadableCount
  const lost = rejected + staged.unreadableCount
  if (staged.read === 0) throw new DataError(`no row of ${table.name} can be used: it has no rows`)
  if (2 * lost > read) {
    const why = `${lost} of ${read} rows of ${table.name} were rejected`
    throw new DataError(`${why}, and at most half may be: ${JSON.stringify(rules)}`)
  }
  return { read, kept: read - lost, rejected: lost, rules, unreadable: staged.unreadable }
}

/**
 * Reads the school's export, protects what is personal, cleans, and writes each table as one Parquet file; rows that
 * cannot be kept go to `rejected/`, each with its row and reason. Memory does not grow with the rows: 1 GB for DuckDB,
 * which spills to `out` only once nothing personal is in it.
 * @throws DataError if the source cannot be used, or a table has no row, or more than half of its rows are rejected
 */
export async function etl(options: EtlOptions): Promise<EtlReport> {
  return intoNew(options.out, (out) => writeTables({ compression: 'zstd', ...options, out }))
}

async function writeTables(options: EtlOptions): Promise<EtlReport> {
  const { out, signal } = options
  try {
    mkdirSync(join(out, 'staged'))
    const staged = await stage(options)
    using connection = await openDuckDB({ spillDirectory: join(out, 'staged', 'spill'), signal })
    await connection.run('SET preserve_insertion_order = false')
    const report: Record<string, TableReport> = {}
    for (const table of tables) {
      signal?.throwIfAborted()
      const found = staged.get(table)
      if (found === undefined) throw new DataError(`no row of ${table.name} can be used: it has no rows`)
      report[table.name] = await settle(connection, table, found, options)
    }
    writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    return report
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    rmSync(join(out, 'staged'), { recursive: true, force: true })
  }
}
