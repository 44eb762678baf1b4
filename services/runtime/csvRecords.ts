import { parse } from 'csv-parse/sync'
import { DataError } from './errors.ts'

/** One record of a file, the header among them; its fields are trimmed. */
interface CsvRecord {
  readonly record: string[]
  /** As it stands in the file, where that was asked for. */
  readonly raw: string
  /** `lines`: the last line of the record, the first of the file being 1. */
  readonly info: { readonly lines: number }
}

interface CsvOptions {
  /** The one that the first line has most of is taken; of equals, the earlier. */
  readonly delimiters?: readonly string[]
  readonly raw?: boolean
}

/**
 * Records of any number of fields; empty lines are skipped.
 *
 * @throws DataError if the text is not CSV
 */
export function csvRecords(text: string, { delimiters = [','], raw = false }: CsvOptions = {}): CsvRecord[] {
  const [firstLine = ''] = /[^\r\n]+/.exec(text) ?? []
  const delimiter = delimiters.reduce((best, sign) =>
    firstLine.split(sign).length > firstLine.split(best).length ? sign : best,
  )
  const shape = { relax_column_count: true, skip_empty_lines: true, trim: true }
  try {
    return parse(text, { ...shape, delimiter, raw, info: true }) as never
  } catch (error) {
    throw notCsv(error)
  }
}

/** What the parser's errors know of how far it came. */
interface ParserState {
  readonly code: string
  readonly lines: number
  /** That are whole. */
  readonly records: number
}

/** What the parser's error says, for people. */
export function notCsv(error: unknown): DataError {
  const { message, lines, code, records } = error as Error & Partial<ParserState>
  // The parser names the end of the file, not the record in which the quote was opened.
  if (code === 'CSV_QUOTE_NOT_CLOSED' && records !== undefined)
    return new DataError(`the file is not CSV: a quote that opens in record ${records + 1} is never closed`)
  return new DataError('the file is not CSV', [{ ...(lines && { row: lines }), problem: message }])
}
