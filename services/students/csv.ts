import type { Value } from './duckdb.ts'
import type { Result } from './openSchool.ts'

/** A field of CSV (RFC 4180): quoted where it must be; nothing for what is missing. */
function field(value: Value): string {
  const text = value === null ? '' : String(value)
  // A spreadsheet would take such a text for a formula.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A result as CSV, with a line of names. */
export function toCsv({ columns, rows }: Result): string {
  const lines = [columns.map(({ name }) => field(name)), ...rows.map((row) => row.map(field))]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}
