import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ObjectStore } from '../objectStore.ts'
import { auditPrefix } from './auditLog.ts'

export interface AuditAnswer {
  readonly columns: readonly string[]
  /** A value for each column, as DuckDB's JSON: numbers, texts, lists, null. */
  readonly rows: readonly (readonly unknown[])[]
  /** Files that were read. */
  readonly files: number
}

export interface AuditQuery {
  /** DuckDB's SQL over the table `audit`. */
  readonly sql: string
  /** First day that is read, of UTC: `2026-03-01`. */
  readonly since: string
  /** More bytes of files are refused before any is read. */
  readonly maximumBytes: number
}

/**
 * Asks the audit log.
 *
 * @throws Error if there are no files, or too many, or the SQL is wrong
 */
export async function queryAudit(
  store: Pick<ObjectStore, 'get' | 'list'>,
  { sql, since, maximumBytes }: AuditQuery,
): Promise<AuditAnswer> {
  const listed = await store.list(auditPrefix)
  const found = listed.filter(({ key }) => key.slice(auditPrefix.length) >= since)
  if (found.length === 0)
    throw new Error(`the audit log has no file since ${since}, and ${listed.length} before`)
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > maximumBytes)
    throw new Error(
      `the audit log since ${since} has ${total} bytes, and ${maximumBytes} are read; ask for fewer days`,
    )
  const folder = await mkdtemp(join(tmpdir(), 'audit-'))
  try {
    for (const [index, { key }] of found.entries())
      await writeFile(join(folder, `${index}.parquet`), await store.get(key))
    return { ...(await ask(join(folder, '*.parquet'), sql)), files: found.length }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function ask(files: string, sql: string) {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' })
  const connection = await instance.connect()
  try {
    await connection.run(
      `CREATE TABLE audit AS SELECT * FROM read_parquet('${files}', union_by_name = true) ORDER BY time`,
    )
    // What was asked for reads this table and nothing else of the machine.
    await connection.run('SET enable_external_access = false')
    const reader = await connection.runAndReadAll(sql)
    return { columns: reader.columnNames(), rows: reader.getRowsJson() }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
