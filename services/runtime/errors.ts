export { ModelError } from '../learn/modelFile.ts'

/** One thing wrong with a file of data: where, what was found, what would be right. */
export interface DataFault {
  /** Line of the file, the header being 1; absent for a fault of the whole file. */
  readonly row?: number
  readonly column?: string
  readonly value?: string
  readonly problem: string
}

const longestShown = 80

/** A value as it was found, on one short line. */
export const showValue = (value: string): string =>
  value.length > longestShown
    ? `${JSON.stringify(value.slice(0, longestShown))}... (${value.length} characters)`
    : JSON.stringify(value)

const describe = ({ row, column, value, problem }: DataFault) => {
  const where = [row === undefined ? '' : `row ${row}`, column === undefined ? '' : `column "${column}"`]
  const place = where.filter(Boolean).join(', ')
  const found = value === undefined ? '' : `${showValue(value)} `
  return `${place}${place ? ': ' : ''}${found}${problem}`
}

/** The data cannot be used; `faults` lists what was found, up to a limit that the message names. */
export class DataError extends Error {
  readonly faults: readonly DataFault[]
  constructor(summary: string, faults: readonly DataFault[] = []) {
    super([summary, ...faults.map(describe)].join('\n  '))
    this.name = 'DataError'
    this.faults = faults
  }
}

/** A service that is needed did not answer, after every attempt that its policy allows. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
}

/** A service that is needed does not let this program do what it tried: its key is wrong, or not known there yet. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

/** The message of anything thrown, with its causes: `fetch failed: connect ECONNREFUSED 127.0.0.1:5000`. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  const { code } = error as NodeJS.ErrnoException
  // MinIO's client names the head of the answer as the cause.
  if (!(inner instanceof Error || typeof inner === 'string')) return error.message || code || error.name
  const cause = explain(inner)
  if (error.message === '') return cause
  return error.message.includes(cause) ? error.message : `${error.message}: ${cause}`
}
