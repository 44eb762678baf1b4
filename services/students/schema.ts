/** How a personal field is stored: never as it came. */
export type Protection =
  /** Keyed HMAC: the same value gives the same token, so that tables still join. */
  | 'token'
  /** AES-GCM: only who holds the key reads it. */
  | 'seal'
  /** Only the year of a date is kept. */
  | 'year'

export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp'

/** One column as it is stored, and what the school's export must hold for it. */
export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** What it means, with its unit. */
  readonly meaning: string
  /** Column of the export, where it is called otherwise. */
  readonly from?: string
  readonly protect?: Protection
  /** May be missing; a value that cannot be read is then missing too, otherwise its row is rejected. */
  readonly optional?: true
  readonly min?: number
  readonly max?: number
  /** Numbers above are taken as this: a session that nobody ended. */
  readonly cap?: number
  /** The codes there are, and other spellings of them. */
  readonly codes?: Readonly<Record<string, readonly string[]>>
  /** Table whose column of the same name must hold the value. */
  readonly references?: string
}

export interface Table {
  readonly name: string
  readonly meaning: string
  readonly columns: readonly Column[]
  /** Columns that together occur once. */
  readonly key: readonly string[]
  /** A condition between columns, in SQL, that a row must meet. */
  readonly check?: string
}

/** Columns that the school's export of a table must have. */
export const sourceColumns = ({ columns }: Table): string[] => [
  ...new Set(columns.map(({ name, from }) => from ?? name)),
]

/** The type of a stored column, in the SQL of both DuckDB and PostgreSQL. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'INTEGER',
  number: 'DOUBLE PRECISION',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
}

/** `CREATE TABLE` for DuckDB and PostgreSQL alike. */
export function createTable({ name, columns, key }: Table): string {
  const lines = columns.map(
    (column) => `${column.name} ${sqlTypes[column.type]}${column.optional ? '' : ' NOT NULL'}`,
  )
  return `CREATE TABLE ${name} (\n  ${[...lines, `PRIMARY KEY (${key.join(', ')})`].join(',\n  ')}\n)`
}
