import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { csvField } from '../runtime/toCsv.ts'
import type { Batch } from './generate.ts'
import { intoNew } from './intoNew.ts'
import { sourceColumns } from './schema.ts'
import { tableNamed } from './tables.ts'

/**
 * Writes an invented school as the export of its systems: one CSV file for each table, names and numbers of its invented
 * people included, for `etl` to be tried on.
 */
export const writeExport = (
  batches: Iterable<Batch>,
  directory: string,
  signal?: AbortSignal,
): Promise<void> => intoNew(directory, (scratch) => writeTables(batches, scratch, signal))

async function writeTables(
  batches: Iterable<Batch>,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const handles = new Map<string, number>()
  try {
    for (const batch of batches) {
      await setImmediate() // Without a pause no signal would ever arrive.
      signal?.throwIfAborted()
      for (const [table, rows] of batch) {
        let handle = handles.get(table)
        if (handle === undefined) {
          handle = openSync(join(directory, `${table}.csv`), 'wx')
          handles.set(table, handle)
          writeSync(handle, `${sourceColumns(tableNamed(table)).join(',')}\n`)
        }
        writeSync(handle, rows.map((row) => `${row.map(csvField).join(',')}\n`).join(''))
      }
    }
  } finally {
    for (const handle of handles.values()) closeSync(handle)
  }
}
