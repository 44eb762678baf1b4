import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '../runtime/errors.ts'
import { openDuckDB, quote } from './duckdb.ts'
import { sqlTypes } from './schema.ts'
import { tables } from './tables.ts'

/** What `createProtector` makes, whole: the id of a key, a dot, and base64url of 16 bytes, or of at least a nonce and a tag. */
const protectedValues: Readonly<Record<string, string>> = {
  token: '[a-z0-9]{1,16}\\.[A-Za-z0-9_-]{22}',
  seal: '[a-z0-9]{1,16}\\.[A-Za-z0-9_-]{38,}',
}

const firstLine = ({ message }: Error) => message.split('\n')[0]

/**
 * The tables of a school that may leave this machine: as `etl` writes them, every value of them readable, with no column
 * besides, and nothing personal in the clear.
 * @throws DataError that names the file and the column, and no value
 */
export async function publishableFiles(directory: string): Promise<readonly string[]> {
  using connection = await openDuckDB()
  const files: string[] = []
  for (const { name, columns } of tables) {
    const file = `${name}.parquet`
    const path = join(directory, file)
    if (!existsSync(path)) throw new DataError(`${directory} has no ${file}; \`students etl\` writes it`)
    const read = (select: string, where = '') =>
      connection
        .runAndReadAll(`${select} FROM read_parquet(${quote(path)}) ${where}`)
        .catch((error: Error) => {
          throw new DataError(
            `${path} is no whole Parquet file, and nothing is published: ${firstLine(error)}`,
          )
        })
    const described = await read('DESCRIBE')
    const found = described.getRows().map(([column, type]) => `${column} ${type}`)
    const expected = columns.map(({ name, type }) => `${name} ${sqlTypes[type].split(' ')[0]}`)
    const wrong = [
      ...found.filter((one) => !expected.includes(one)),
      ...expected.filter((one) => !found.includes(one)),
    ]
    if (wrong.length > 0)
      throw new DataError(
        `${path} is not as \`students etl\` writes it, and is not published: see ${wrong.join(', ')}`,
      )
    await read('SELECT bit_xor(hash(COLUMNS(*)))')
    for (const column of columns) {
      const pattern = protectedValues[column.protect ?? '']
      if (pattern === undefined) continue
      const isProtected = `regexp_full_match("${column.name}", ${quote(pattern)})`
      const clear = await read('SELECT count(*)', `WHERE NOT ${isProtected}`)
      const [[count]] = clear.getRows()
      if (Number(count) > 0)
        throw new DataError(
          `${path}: ${count} values of ${column.name} are not protected; nothing is published`,
        )
    }
    files.push(file)
  }
  return files
}
