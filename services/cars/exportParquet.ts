import { intoFile } from '../runtime/intoFile.ts'
import type { Listing } from './clean.ts'
import { categoryNames, numberNames } from './features.ts'
import { splitAtRandom } from './split.ts'

const columns = [
  'price DOUBLE',
  'currency VARCHAR',
  ...numberNames.map((name) => `${name} DOUBLE`),
  ...categoryNames.map((name) => `${name} VARCHAR`),
  'part VARCHAR',
]

/**
 * Writes cleaned listings as one Parquet file, `part` telling `train` from `test`; what is missing is null. Numbers in
 * the units of `Listing`.
 *
 * @throws DataError if there are too few to train on
 */
export async function exportParquet(listings: readonly Listing[], path: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE TABLE listings (${columns.join(', ')})`)
    const appender = await connection.createAppender('listings')
    for (const [part, rows] of Object.entries(splitAtRandom(listings))) {
      for (const listing of rows) {
        appender.appendDouble(listing.price)
        if (listing.currency === '') appender.appendNull()
        else appender.appendVarchar(listing.currency)
        for (const name of numberNames) {
          if (Number.isNaN(listing[name])) appender.appendNull()
          else appender.appendDouble(listing[name])
        }
        for (const name of categoryNames) {
          if (listing[name] === '') appender.appendNull()
          else appender.appendVarchar(listing[name])
        }
        appender.appendVarchar(part)
        appender.endRow()
      }
    }
    appender.closeSync()
    await intoFile(path, (scratch) =>
      connection.run(
        `COPY listings TO '${scratch.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
      ),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
