import { csvRecords } from '../runtime/csvRecords.ts'
import { decodeText } from '../runtime/decodeText.ts'
import { DataError } from '../runtime/errors.ts'
import { type ColumnName, columnNames, type FoundColumn, findColumns } from './columns.ts'

/** About 400,000 listings: what a training cleans in its memory. */
const maximumBytes = 12 * 1024 * 1024
const delimiters = [',', ';', '\t', '|']
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
  const [header, ...records] = csvRecords(decodeText(file, maximumBytes), { delimiters })
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
  const records = csvRecords(decodeText(file, maximumBytes), { delimiters, raw: true })
  const [header, ...rows] = records.map(({ raw }) => raw.replace(/[\r\n]+$/, ''))
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  return { header, rows }
}
