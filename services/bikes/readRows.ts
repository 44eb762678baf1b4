import { collectFaults } from '../runtime/collectFaults.ts'
import { csvRecords } from '../runtime/csvRecords.ts'
import { decodeText } from '../runtime/decodeText.ts'
import { DataError, showValue } from '../runtime/errors.ts'
import { formatHour, parseDay } from './calendar.ts'
import { type Column, type ColumnName, columns } from './columns.ts'

/** A row of the file with every field checked; `dteday` is milliseconds since 1970. */
export interface Row {
  /** Line of the file, the header being 1. */
  readonly line: number
  readonly values: Readonly<Record<ColumnName, number>>
}

/** 50 years of hours. */
const maximumBytes = 64 * 1024 * 1024
const maximumNamesShown = 40

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
  const [header, ...records] = csvRecords(decodeText(file, maximumBytes))
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  const index = indexColumns(header.record)
  if (records.length === 0) throw new DataError('the file has a header and no rows')

  const faults = collectFaults()
  const rows = records.map(({ record, info }): Row => {
    const line = info.lines
    const values = {} as { [name in ColumnName]: number }
    if (record.length !== header.record.length) {
      faults.add({
        row: line,
        problem: `has ${record.length} fields; the header has ${header.record.length}`,
      })
      return { line, values }
    }
    for (const column of columns) {
      const text = record[index.get(column.name)!]
      const value = parseField(column, text)
      if (typeof value === 'string')
        faults.add({ row: line, column: column.name, value: text, problem: value })
      else values[column.name] = value
    }
    return { line, values }
  })
  faults.check(rows.length)
  return rows
}
