import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { table } from '../infra/cli/table.ts'

export type Row = Readonly<Record<string, string | number>>

/** Prints rows as a table and writes them, with the machine they were measured on, to `bench/results/<name>.json`. */
export function writeReport(
  name: string,
  rows: readonly Row[],
  more: Readonly<Record<string, unknown>> = {},
): void {
  const columns = Object.keys(rows[0] ?? {})
  console.log(
    `\n${table([columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))])}\n`,
  )
  const directory = resolve(import.meta.dirname, 'results')
  mkdirSync(directory, { recursive: true })
  const machine = {
    cpu: cpus()[0]!.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  const file = resolve(directory, `${name}.json`)
  writeFileSync(
    file,
    `${JSON.stringify({ name, date: new Date().toISOString(), machine, rows, ...more }, null, 2)}\n`,
  )
  console.log(`written to ${file}`)
}
