import { parse } from 'csv-parse/sync'
import { DataError } from '../runtime/errors.ts'
import { type ColumnName, columnNames, type FoundColumn, findColumns } from './columns.ts'

export const maximumBytes = 128 * 1024 * 1024
const required = ['price', 'year', 'mileage'] as const

/** Texts of one row, trimmed; a column that the file lacks is an empty text. */
export interface RawListing {
  /** Line of the file, the header being 1. */
  readonly line: number
  readonly texts: Readonly<Record<ColumnName, string>>
}

export interface RawListings {
  readonly columns: Partial<Record<ColumnName, FoundColumn>>
  readonly rows: readonly RawListing[]
  /** Rows of another number of fields than the header has. */
  readonly misshapen: number
}

/**
 * Reads a CSV of listings: any order and most names of columns, commas, semicolons, tabs or bars, LF or CRLF.
 *
 * @throws DataError if it is no such file, lacks the price, the year or the mileage, or has no rows
 */
export function readListings(file: Uint8Array): RawListings {
  const text = decode(file)
  const [header, ...records] = parseRecords(text)
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  const columns = findColumns(header.record)
  const missing = required.filter((name) => columns[name] === undefined)
  if (missing.length > 0) {
    const known = missing.map(
      (name) => `${name} (such as ${columnNames[name].split(' ').slice(0, 4).join(', ')})`,
    )
    throw new DataError(
      `columns missing: ${known.join('; ')}; found ${header.record
        .slice(0, 40)
        .map((name) => name.slice(0, 80))
        .join(', ')}`,
    )
  }
  if (columns.make === undefined && columns.name === undefined) {
    throw new DataError('columns missing: make and model, or a name that begins with both')
  }
  if (records.length === 0) throw new DataError('the file has a header and no rows')
  const whole = records.filter(({ record }) => record.length === header.record.length)
  const names = Object.keys(columnNames) as ColumnName[]
  const rows = whole.map(({ record, info }) => ({
    line: info.lines,
    texts: Object.fromEntries(
      names.map((name) => {
        const column = columns[name]
        return [name, column === undefined ? '' : record[column.index]]
      }),
    ) as Record<ColumnName, string>,
  }))
  return { columns, rows, misshapen: records.length - whole.length }
}

/** The lines of the header and of each row as they stand in the file; a row may have several. */
export function rawLines(file: Uint8Array): { readonly header: string; readonly rows: readonly string[] } {
  const [header, ...rows] = parseRecords(decode(file)).map(({ raw }) => raw.replace(/[\r\n]+$/, ''))
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  return { header, rows }
}

function decode(file: Uint8Array): string {
  if (file.length > maximumBytes) {
    throw new DataError(`the file has ${file.length} bytes; at most ${maximumBytes} are read`)
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

function firstBadLine(file: Uint8Array) {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let start = 0
  for (let row = 1; ; row++) {
    const newline = file.indexOf(10, start)
    const line = file.subarray(start, newline === -1 ? file.length : newline)
    try {
      strict.decode(line)
    } catch {
      return { row, value: new TextDecoder().decode(line.subarray(0, 80)), problem: 'is not UTF-8' }
    }
    start = newline + 1
  }
}

interface Parsed {
  readonly record: string[]
  readonly raw: string
  readonly info: { readonly lines: number }
}

function parseRecords(text: string): Parsed[] {
  const firstLine = text.slice(0, Math.max(0, text.search(/[\r\n]/)) || text.length)
  const delimiter = [',', ';', '\t', '|'].reduce((best, sign) =>
    firstLine.split(sign).length > firstLine.split(best).length ? sign : best,
  )
  const options = {
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    bom: true,
  }
  try {
    return parse(text, { ...options, delimiter }) as never
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number }
    throw new DataError('the file is not CSV', [{ ...(lines && { row: lines }), problem: message }])
  }
}
