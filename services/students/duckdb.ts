import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

export interface DuckDBOptions {
  /** Where DuckDB may put what does not fit its memory; without it nothing is ever put on a disk. */
  readonly spillDirectory?: string
  /** Default: 1GB. */
  readonly memory?: string
  /** Default: 2. */
  readonly threads?: number
  /** Ends the query that runs, and those that follow. */
  readonly signal?: AbortSignal | undefined
}

/** A database in memory that loads no extension and reaches no network. */
export async function openDuckDB({
  spillDirectory = '',
  memory = '1GB',
  threads = 2,
  signal,
}: DuckDBOptions = {}): Promise<DuckDBConnection & Disposable> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: memory,
    temp_directory: spillDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  let interrupting: NodeJS.Timeout | undefined
  // A query that has been asked for and has not begun does not see an interruption.
  const interrupt = () => {
    interrupting = setInterval(() => connection.interrupt(), 20)
  }
  signal?.addEventListener('abort', interrupt)
  return Object.assign(connection, {
    [Symbol.dispose]() {
      signal?.removeEventListener('abort', interrupt)
      clearInterval(interrupting)
      connection.closeSync()
      instance.closeSync()
    },
  })
}

/** A text as SQL. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A list of texts as SQL. */
export const quoteAll = (texts: readonly string[]): string => `[${texts.map(quote).join(', ')}]`

export type Value = string | number | boolean | null

/** Dates are `2021-09-01`, moments `2021-09-01 08:30:00`; whole numbers beyond 2^53 are refused. */
export function plainValue(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
    throw new RangeError(`${value} is too large for a number`)
  }
  return String(value)
}
