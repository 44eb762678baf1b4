import { parse } from 'csv-parse/sync'
import { DataError, type DataFault, showValue } from '../runtime/errors.ts'
import { formatHour, parseDay } from './calendar.ts'
import { type Column, type ColumnName, columns } from './columns.ts'

/** A row of the file with every field checked; `dteday` is milliseconds since 1970. */
export interface Row {
  /** Line of the file, the header being 1. */
  readonly line: number
  readonly values: Readonly<Record<ColumnName, number>>
}

export const maximumBytes = 64 * 1024 * 1024
const maximumFaults = 20
const maximumNamesShown = 40

function decode(file: Uint8Array): string {
  if (file.length > maximumBytes) {
    throw new DataError(
      `the file has ${file.length} bytes; at most ${maximumBytes} are read, 50 years of hours`,
    )
  }
  if ((file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff)) {
    throw new DataError('the file is UTF-16; save it as UTF-8')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    throw new DataError('the file mixes encodings or is not text; save it as UTF-8', [firstBadLine(file)])
  }
}

function firstBadLine(file: Uint8Array): DataFault {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let start = 0
  for (let row = 1; start < file.length; row++) {
    const newline = file.indexOf(10, start)
    const end = newline === -1 ? file.length : newline
    const line = file.subarray(start, end)
    try {
      strict.decode(line)
    } catch {
      return { row, value: new TextDecoder().decode(line.subarray(0, 80)), problem: 'is not UTF-8' }
    }
    start = end + 1
  }
  return { problem: 'is not UTF-8' }
}

interface Parsed {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

function parseRecords(text: string): Parsed[] {
  try {
    return parse(text, { info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as never
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number }
    throw new DataError('the file is not CSV', [{ ...(lines && { row: lines }), problem: message }])
  }
}

function listNames(names: readonly string[], show = (name: string) => name.slice(0, 80)): string {
  const more = names.length > maximumNamesShown ? `, ... (${names.length} columns)` : ''
  return `${names.slice(0, maximumNamesShown).map(show).join(', ')}${more}`
}

function indexColumns(header: readonly string[]): Map<ColumnName, number> {
  const names = header.map((name) => name.toLowerCase())
  const found = `found ${listNames(header, showValue)}`
  const seen = new Set<string>()
  const repeated = names.filter((name) => seen.size === seen.add(name).size)
  if (repeated.length > 0) throw new DataError(`columns that occur twice: ${listNames(repeated)}; ${found}`)
  const missing = columns.filter(({ name }) => !names.includes(name)).map(({ name }) => name)
  if (missing.length > 0) {
    const hint = header.length === 1 && /[;\t|]/.test(header[0]) ? '; fields must be separated by commas' : ''
    throw new DataError(`columns missing: ${missing.join(', ')}; ${found}${hint}`)
  }
  return new Map(columns.map(({ name }) => [name, names.indexOf(name)]))
}

const formatDay = (time: number) => formatHour(time).slice(0, 10)

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function parseField({ kind, min, max, meaning }: Column, text: string): number | string {
  if (text === '') return `is empty; it must be ${meaning}`
  if (kind === 'date') {
    const day = parseDay(text)
    if (day === undefined) return `is not a date; it must be ${meaning}`
    return day < min || day > max
      ? `is not between ${formatDay(min)} and ${formatDay(max)}; it must be ${meaning}`
      : day
  }
  const value = decimal.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) return `is not a number; it must be ${meaning}`
  if (kind === 'integer' && !Number.isInteger(value)) return `is not a whole number; it must be ${meaning}`
  return value < min || value > max ? `is not between ${min} and ${max}; it must be ${meaning}` : value
}

/**
 * Reads `hour.csv`: any order of columns, LF or CRLF, with or without a byte-order mark.
 * @throws DataError with up to 20 faults, each with its row, column, value and what would be right
 */
export function readRows(file: Uint8Array): Row[] {
  const [header, ...records] = parseRecords(decode(file))
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  const index = indexColumns(header.record)
  if (records.length === 0) throw new DataError('the file has a header and no rows')

  const faults: DataFault[] = []
  let faultCount = 0
  const report = (fault: DataFault) => {
    faultCount++
    if (faults.length < maximumFaults) faults.push(fault)
  }

  const rows = records.map(({ record, info }): Row => {
    const line = info.lines
    const values = {} as { [name in ColumnName]: number }
    if (record.length !== header.record.length) {
      report({ row: line, problem: `has ${record.length} fields; the header has ${header.record.length}` })
      return { line, values }
    }
    for (const column of columns) {
      const text = record[index.get(column.name)!]
      const value = parseField(column, text)
      if (typeof value === 'string') report({ row: line, column: column.name, value: text, problem: value })
      else values[column.name] = value
    }
    return { line, values }
  })
  if (faultCount > 0) {
    const more = faultCount > faults.length ? `, the first ${faults.length}` : ''
    throw new DataError(
      `${faultCount} ${faultCount === 1 ? 'fault' : 'faults'} in ${rows.length} rows${more}:`,
      faults,
    )
  }
  return rows
}
