import { collectFaults } from '../../runtime/collectFaults.ts'
import { csvRecords } from '../../runtime/csvRecords.ts'
import { decodeText } from '../../runtime/decodeText.ts'
import { DataError, showValue } from '../../runtime/errors.ts'
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
const delimiters = [';', ',', '\t']

/** Names are compared without the tabs, blanks and capitals that exports add. */
const plain = (name: string) => name.replaceAll(/\s+/g, ' ').trim().toLowerCase()

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
  const [header, ...records] = csvRecords(decodeText(file, maximumBytes), { delimiters })
  if (header === undefined) throw new DataError('the file is empty; its first line must name the columns')
  const places = placesOf(header.record)
  if (records.length === 0) throw new DataError('the file has a header and no rows')

  const faults = collectFaults()
  const rows = records.map(({ record, info }): Row => {
    const row = info.lines
    const values = new Float64Array(columns.length)
    if (record.length !== header.record.length) {
      faults.add({ row, problem: `has ${record.length} fields; the header has ${header.record.length}` })
      return { line: row, values, outcome: 'enrolled' }
    }
    columns.forEach((column, i) => {
      const text = record[places[i]]
      const value = parseField(column, text)
      if (typeof value === 'number') values[i] = value
      else faults.add({ row, column: column.header, value: text, problem: value })
    })
    const text = record[places.at(-1)!]
    const outcome = outcomes.find((one) => one === text.toLowerCase())
    if (outcome === undefined) {
      faults.add({ row, column: 'Target', value: text, problem: 'must be Dropout, Enrolled or Graduate' })
    }
    return { line: row, values, outcome: outcome ?? 'enrolled' }
  })
  faults.check(rows.length)
  return rows
}
