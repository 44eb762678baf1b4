export type CsvValue = string | number | boolean | null

/** A field of CSV (RFC 4180): quoted where it must be; nothing for what is missing. */
export function csvField(value: CsvValue): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A text that a spreadsheet would take for a formula gets a quote before it. */
const safe = (value: CsvValue): CsvValue =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value

/** A table as CSV, with a line of names. */
export function toCsv(names: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const lines = [names, ...rows].map((row) => `${row.map((value) => csvField(safe(value))).join(',')}\r\n`)
  return lines.join('')
}
