import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { AuditRow } from './auditEntry.ts'

/** What is the same for every row of a file. */
export interface AuditFile {
  readonly replica: string
  /** Requests that each row stands for: 1 if none was left out. */
  readonly weight: number
}

const columns = `time TIMESTAMP, replica VARCHAR, route VARCHAR, variant VARCHAR, version VARCHAR, status SMALLINT,
  milliseconds FLOAT, request_bytes INTEGER, request VARCHAR, response VARCHAR, weight DOUBLE`

/** Rows that are appended before others get their turn. */
const rowsPerTurn = 200

/** The entries as one Parquet file. DuckDB is loaded when it is first needed. */
export async function auditParquet(
  entries: readonly AuditRow[],
  { replica, weight }: AuditFile,
): Promise<Uint8Array> {
  const { DuckDBInstance, DuckDBTimestampValue } = await import('@duckdb/node-api')
  const file = join(tmpdir(), `audit-${randomUUID()}.parquet`)
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '64MB' })
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE TABLE audit (${columns})`)
    const appender = await connection.createAppender('audit')
    const text = (value: string | null) =>
      value === null ? appender.appendNull() : appender.appendVarchar(value)
    for (const [row, entry] of entries.entries()) {
      appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Math.round(entry.time * 1000))))
      text(replica)
      text(entry.route)
      text(entry.variant)
      text(entry.version)
      appender.appendSmallInt(entry.status)
      appender.appendFloat(entry.milliseconds)
      appender.appendInteger(entry.requestBytes)
      text(entry.request)
      text(entry.response)
      appender.appendDouble(weight)
      appender.endRow()
      if ((row + 1) % rowsPerTurn === 0) await turn()
    }
    appender.closeSync()
    await connection.run(`COPY audit TO '${file}' (FORMAT parquet, COMPRESSION zstd)`)
    return await readFile(file)
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(file, { force: true })
  }
}
