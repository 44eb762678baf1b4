import { parse } from 'csv-parse/sync'
import { DataError, type DataFault, showValue } from '../../runtime/errors.ts'
import { type Column, columns, type Outcome, outcomes } from './columns.ts'

/** A row with every field checked; a field that is empty is NaN. */
export interface Row {
  /** Line of the file, the header being 1. */
  readonly line: number
  /** In the order of `columns`. */
  readonly values: Float64Array
  readonly outcome: Outcome
}

export const maximumBytes = 64 * 1024 * 1024
const mostFaults = 20

function decode(file: Uint8Array): string {
  if (file.length > maximumBytes) {
    throw new DataError(`the file has ${file.length} bytes; at most ${maximumBytes} are read`)
  }
  if ((file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff)) {
    throw new DataError('the file is UTF-16; save it as UTF-8')
  }
  const decoder = () => new TextDecoder('utf-8', { fatal: true })
  try {
    return decoder().decode(file)
  } catch {
    const lines = Buffer.from(file).toString('latin1').split('\n')
    const row = lines.findIndex((line) => {
      try {
        decoder().decode(Buffer.from(line, 'latin1'))
        return false
      } catch {
        return true
      }
    })
    const fault = { row: row + 1, value: lines[row].slice(0, 80), problem: 'is not UTF-8' }
    throw new DataError('the file mixes encodings or is not text; save it as UTF-8', [fault])
  }
}

/** Names are compared without the tabs, blanks and capitals that exports add. */
const plain = (name: string) => name.replaceAll(/\s+/g, ' ').trim().toLowerCase()

function parseRecords(text: string) {
  const [firstLine] = text.split('\n', 1)
  const delimiter = [';', ',', '\t'].toSorted(
    (a, b) => firstLine.split(b).length - firstLine.split(a).length,
  )[0]
  const options = {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  }
  try {
    return parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number }
    throw new DataError('the file is not CSV', [{ ...(lines && { row: lines }), problem: message }])
  }
}

/** @returns the place of each column, then that of the outcome */
function placesOf(header: readonly string[]): number[] {
  const names = header.map(plain)
  const wanted = [...columns, { header: 'Target', aliases: ['outcome', 'status'] }]
  const places = wanted.map(({ header, aliases = [] }) =>
    names.findIndex((name) => name === plain(header) || aliases.includes(name)),
  )
  const missing = wanted.filter((_, i) => places[i] < 0).map(({ header }) => header)
  if (missing.length > 0) {
    const found = header.slice(0, 40).map((name) => showValue(name))
    throw new DataError(`columns missing: ${missing.join(', ')}; found ${found.join(', ')}`)
  }
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i)
  if (twice !== undefined) throw new DataError(`the column ${showValue(twice)} occurs twice`)
  return places
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function parseField({ kind, min, max, meaning }: Column, text: string): number | string {
  if (text === '') return Number.NaN
  const value = decimal.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) return `is not a number; it must be ${meaning}`
  if (kind !== 'number' && !Number.isInteger(value)) return `is not a whole number; it must be ${meaning}`
  return value < min || value > max ? `is not between ${min} and ${max}; it must be ${meaning}` : value
}

/**
 * Reads the file of outcomes: separated by semicolons, commas or tabs, columns in any order and others beside them, LF
 * or CRLF, with or without a byte-order mark.
 *
 * @throws DataError with up to 20 faults, each with its row, column, value and what would be right
 */
export function readRows(file: Uint8Array): Row[] {
  const [header, ...records] = parseRecords(decode(file))
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  const places = placesOf(header.record)
  if (records.length === 0) throw new DataError('the file has a header and no rows')

  const faults: DataFault[] = []
  let count = 0
  const report = (fault: DataFault) => {
    if (count++ < mostFaults) faults.push(fault)
  }
  const rows = records.map(({ record, info }): Row => {
    const row = info.lines
    const values = new Float64Array(columns.length)
    if (record.length !== header.record.length) {
      report({ row, problem: `has ${record.length} fields; the header has ${header.record.length}` })
      return { line: row, values, outcome: 'enrolled' }
    }
    columns.forEach((column, i) => {
      const text = record[places[i]]
      const value = parseField(column, text)
      if (typeof value === 'number') values[i] = value
      else report({ row, column: column.header, value: text, problem: value })
    })
    const text = record[places.at(-1)!]
    const outcome = outcomes.find((one) => one === text.toLowerCase())
    if (outcome === undefined) {
      report({ row, column: 'Target', value: text, problem: 'must be Dropout, Enrolled or Graduate' })
    }
    return { line: row, values, outcome: outcome ?? 'enrolled' }
  })
  if (count > 0) {
    const more = count > faults.length ? `, the first ${faults.length}` : ''
    throw new DataError(`${count} ${count === 1 ? 'fault' : 'faults'} in ${rows.length} rows${more}:`, faults)
  }
  return rows
}
