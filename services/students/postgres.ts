import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { DataError, explain } from '../runtime/errors.ts'
import { openDuckDB, quote, type Value } from './duckdb.ts'
import { intoNew } from './intoNew.ts'
import type { Result } from './openSchool.ts'
import type { Queryable } from './runQuery.ts'
import { createTable } from './schema.ts'
import { tables } from './tables.ts'

interface PostgresType {
  readonly name: string
  readonly read: (text: string) => Value
}

const asText = (text: string): Value => text

/** Types that queries answer, by PostgreSQL's numbers of them, under DuckDB's names. */
const types: Readonly<Record<number, PostgresType>> = {
  16: { name: 'BOOLEAN', read: (text) => text === 't' },
  20: { name: 'BIGINT', read: Number },
  23: { name: 'INTEGER', read: Number },
  25: { name: 'VARCHAR', read: asText },
  701: { name: 'DOUBLE', read: Number },
  1043: { name: 'VARCHAR', read: asText },
  1082: { name: 'DATE', read: asText },
  1114: { name: 'TIMESTAMP', read: asText },
}
const typeOf = (oid: number): PostgresType => types[oid] ?? { name: `type ${oid}`, read: asText }

/** @throws DataError if it is no such URL, or no database lets us in there */
async function connect(url: string): Promise<pg.Client> {
  const { protocol, host, pathname } = URL.parse(url) ?? {}
  if (!/^postgres(ql)?:$/.test(protocol ?? ''))
    throw new DataError('the database must be given by a URL such as postgresql://user@host/name')
  const place = `the database ${pathname?.slice(1)} at ${host}`
  try {
    return await connected(url)
  } catch (error) {
    throw new DataError(`${place} cannot be opened: ${explain(error)}`)
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  await client.query("SET datestyle = 'ISO, YMD'")
  return client
}

/** The school in PostgreSQL, asked as `openSchool` is. Only reads: the session is read-only. */
export async function openPostgres(url: string): Promise<Queryable & AsyncDisposable> {
  const client = await connect(url)
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY')
  return {
    async query(sql, parameters = {}): Promise<Result> {
      const names = Object.keys(parameters)
      const text = sql.replaceAll(/\$([a-z_]\w*)/g, (_, name: string) => `$${names.indexOf(name) + 1}`)
      const result = await client.query({
        text,
        values: Object.values(parameters),
        rowMode: 'array',
        types: { getTypeParser: ((oid: number) => typeOf(oid).read) as typeof pg.types.getTypeParser },
      })
      return {
        columns: result.fields.map(({ name, dataTypeID }) => ({ name, type: typeOf(dataTypeID).name })),
        rows: result.rows as Value[][],
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** Loads the Parquet files of a directory that `etl` wrote, in one transaction: all tables are new, or none is. */
export async function loadPostgres(url: string, directory: string): Promise<void> {
  const client = await connect(url)
  const temporary = mkdtempSync(join(tmpdir(), 'atoll-load-'))
  try {
    using connection = await openDuckDB()
    await client.query('BEGIN')
    for (const { name } of tables.toReversed()) await client.query(`DROP TABLE IF EXISTS ${name}`)
    for (const table of tables) {
      const file = join(temporary, `${table.name}.csv`)
      const columns = table.columns.map(({ name }) => name).join(', ')
      await connection.run(
        `COPY (SELECT ${columns} FROM read_parquet(${quote(join(directory, `${table.name}.parquet`))})) TO ${quote(file)} (FORMAT csv, HEADER true)`,
      )
      await client.query(createTable(table))
      const copy = copyFrom(`COPY ${table.name} (${columns}) FROM STDIN (FORMAT csv, HEADER true)`)
      await pipeline(createReadStream(file), client.query(copy))
      rmSync(file)
    }
    await client.query('COMMIT')
    await client.query('ANALYZE')
  } finally {
    rmSync(temporary, { recursive: true })
    await client.end()
  }
}

/** Writes every table as CSV that `openSchool` reads where it lies. */
export const exportPostgres = (url: string, directory: string): Promise<void> =>
  intoNew(directory, (scratch) => writeTables(url, scratch))

async function writeTables(url: string, directory: string): Promise<void> {
  const client = await connect(url)
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    for (const { name } of tables) {
      const copy = copyTo(`COPY ${name} TO STDOUT (FORMAT csv, HEADER true)`)
      await pipeline(client.query(copy), createWriteStream(join(directory, `${name}.csv`)))
    }
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}
