import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../runtime/errors.ts'
import { openDuckDB, quote } from './duckdb.ts'
import { intoNew } from './intoNew.ts'
import type { KeyRing } from './keyRing.ts'
import { createProtector } from './protect.ts'
import { registerRotation } from './protectionSql.ts'
import type { Table } from './schema.ts'
import { tables } from './tables.ts'

/** Of a token, the sealed column that it is made anew from. */
const originalOf = ({ columns }: Table, from: string | undefined): string | undefined =>
  columns.find((column) => column.protect === 'seal' && column.from === from)?.name

/**
 * Writes the tables of `directory` to `out` with every personal value under the current key of the ring, which must still
 * have the keys that they are under. Rejected rows are not taken along: their tokens cannot be made anew.
 * @throws DataError if a table or a key is missing, or a value does not open
 */
export async function rotateKeys(directory: string, out: string, ring: KeyRing): Promise<void> {
  const without = tables.filter(({ name }) => !existsSync(join(directory, `${name}.parquet`)))
  if (without.length > 0)
    throw new DataError(
      `${directory} has no ${without.map(({ name }) => `${name}.parquet`).join(', ')}; \`students etl\` writes them`,
    )
  await intoNew(out, (scratch) => writeRotated(directory, scratch, ring))
}

async function writeRotated(directory: string, out: string, ring: KeyRing): Promise<void> {
  using connection = await openDuckDB()
  registerRotation(connection, createProtector(ring))
  const file = (name: string) => `read_parquet(${quote(join(directory, `${name}.parquet`))})`
  try {
    await connection.run(
      `CREATE TABLE renewed AS SELECT student, retoken(student_number_sealed, 'student_number_sealed') AS token FROM ${file('people')}`,
    )
    for (const table of tables) {
      const replaced = table.columns.flatMap(({ name, protect, from }) => {
        if (protect === 'seal') return [`reseal(t."${name}", ${quote(name)}) AS "${name}"`]
        if (protect !== 'token') return []
        const original = originalOf(table, from)
        return original === undefined
          ? [`renewed.token AS "${name}"`]
          : [`retoken(t."${original}", ${quote(original)}) AS "${name}"`]
      })
      const joined = table.columns.some(({ references }) => references === 'people')
      const select = replaced.length === 0 ? 't.*' : `t.* REPLACE (${replaced.join(', ')})`
      await connection.run(
        `COPY (SELECT ${select} FROM ${file(table.name)} AS t ${joined ? 'JOIN renewed ON renewed.student = t.student' : ''})
         TO ${quote(join(out, `${table.name}.parquet`))} (FORMAT parquet, COMPRESSION zstd)`,
      )
    }
  } catch (error) {
    const reason = /(a value of \w+ does not open[^\n]*|the key ring has no key[^\n]*)/.exec(
      (error as Error).message,
    )
    if (reason !== null) throw new DataError(reason[0])
    throw error
  }
}
