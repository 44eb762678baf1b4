import { quote, quoteAll } from './duckdb.ts'
import type { Column, Table } from './schema.ts'

/** What can be said of one value, by the letter that stands for it in a staged row. */
export const findings = {
  m: 'missing',
  b: 'malformed',
  r: 'out_of_range',
  c: 'capped',
  s: 'standardised',
} as const

const missingWords = ['', 'na', 'n/a', 'nan', 'null', 'none', '-', '?']
/** Matches a student number once blanks and dashes are taken out: S, the year of admission, five digits or more. */
const studentNumber = '^S\\d{9,11}$'
const dates = ['%Y-%m-%d', '%d.%m.%Y', '%Y/%m/%d']
const moments = ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%d.%m.%Y %H:%M:%S', '%Y-%m-%d %H:%M']
const decimal = '[+-]?\\d{1,15}(\\.\\d{1,15})?'

interface Reading {
  /** SQL of the value, NULL if `text` cannot be read. */
  readonly value: string
  /** SQL that is true of a text in the one standard form. */
  readonly standard: string
}

const dateIn = (text: string) => `try_strptime(${text}, ${quoteAll(dates)})::DATE`

/** @param text - SQL of the trimmed text, NULL where it is missing */
function reading({ name, type, protect, codes, references, from }: Column, text: string): Reading {
  if (protect === 'seal') return { value: `seal(${text}, ${quote(name)})`, standard: 'true' }
  if (protect === 'year') return { value: `year(${dateIn(text)})::INTEGER`, standard: 'true' }
  if (protect === 'token') {
    const bare = `regexp_replace(upper(${text}), '[^A-Z0-9]', '', 'g')`
    const pattern = from === 'student_number' || references === 'people' ? studentNumber : '^[A-Z]\\d{3,11}$'
    return {
      value: `CASE WHEN regexp_matches(${bare}, ${quote(pattern)}) THEN token(${bare}) END`,
      standard: `${text} = ${bare}`,
    }
  }
  if (codes !== undefined) {
    const spellings = Object.entries(codes).flatMap(([code, others]) =>
      [code, ...others].map((one) => `WHEN ${quote(one)} THEN ${quote(code)}`),
    )
    const value = `CASE lower(${text}) ${spellings.join(' ')} END`
    return { value, standard: `${text} = ${value}` }
  }
  switch (type) {
    case 'integer':
      return {
        value: `CASE WHEN regexp_full_match(${text}, '[+-]?\\d{1,9}') THEN ${text}::INTEGER END`,
        standard: 'true',
      }
    case 'number':
      return {
        // Three digits after a comma may be thousands, and are not guessed at.
        value: `CASE WHEN regexp_full_match(${text}, '${decimal}|[+-]?\\d{1,15},\\d{1,2}') THEN replace(${text}, ',', '.')::DOUBLE END`,
        standard: `NOT contains(${text}, ',')`,
      }
    case 'boolean':
      return {
        value: `CASE WHEN lower(${text}) IN ('true', 't', 'yes', 'y', '1') THEN true WHEN lower(${text}) IN ('false', 'f', 'no', 'n', '0') THEN false END`,
        standard: `${text} IN ('true', 'false')`,
      }
    case 'date':
      return { value: dateIn(text), standard: `regexp_full_match(${text}, '\\d{4}-\\d\\d-\\d\\d')` }
    case 'timestamp':
      return {
        value: `try_strptime(${text}, ${quoteAll(moments)})`,
        standard: `regexp_full_match(${text}, '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d')`,
      }
    case 'text': {
      const value = `regexp_replace(${text}, '\\s+', ' ', 'g')`
      return { value, standard: `${text} = ${value}` }
    }
  }
}

function range({ type, min, max, protect }: Column, value: string): string {
  if (type === 'date' || type === 'timestamp') return `year(${value}) NOT BETWEEN 1900 AND 2100`
  if (protect === 'seal' || (min === undefined && max === undefined)) return 'false'
  return `(${value} < ${min ?? -1e300} OR ${value} > ${max ?? 1e300})`
}

const source = (column: Column) => `"${column.from ?? column.name}"`

/**
 * SQL that reads rows of texts from `relation` and gives, for each, the stored columns, NULL where a value cannot be used;
 * `_row`, its number from `firstRow` on; `_findings`, one letter per column, a dot where all is well; `_reason`,
 * why the row cannot be kept, or NULL. Nothing personal is in it, and nothing needs more memory than one row.
 */
export function stageSql({ columns, check }: Table, relation: string, firstRow: number): string {
  const text = columns.map(
    (column) =>
      `CASE WHEN lower(trim(${source(column)})) IN (${missingWords.map(quote).join(', ')}) THEN NULL ELSE trim(${source(column)}) END AS "${column.name}__text", coalesce(${source(column)} <> trim(${source(column)}), false) AS "${column.name}__blanks"`,
  )
  const read = columns.map((column) => {
    const { value, standard } = reading(column, `"${column.name}__text"`)
    return `${value} AS "${column.name}__value", coalesce(${standard}, true) AS "${column.name}__standard"`
  })
  const finding = columns.map((column) => {
    const value = `"${column.name}__value"`
    const capped = column.cap === undefined ? '' : `WHEN ${value} > ${column.cap} THEN 'c' `
    const unusual =
      column.protect === 'seal' || column.protect === 'year'
        ? 'false'
        : `(NOT "${column.name}__standard" OR "${column.name}__blanks")`
    return `CASE WHEN "${column.name}__text" IS NULL THEN 'm' WHEN ${value} IS NULL THEN 'b' WHEN ${range(column, value)} THEN 'r' ${capped}WHEN ${unusual} THEN 's' ELSE '.' END AS "${column.name}__finding"`
  })
  const stored = columns.map((column) => {
    const value =
      column.cap === undefined ? `"${column.name}__value"` : `least("${column.name}__value", ${column.cap})`
    return `CASE WHEN "${column.name}__finding" <> 'r' THEN ${value} END AS "${column.name}"`
  })
  const reasons = columns
    .filter(({ optional }) => !optional)
    .flatMap(({ name }) =>
      (['m', 'b', 'r'] as const).map(
        (letter) => `WHEN "${name}__finding" = '${letter}' THEN '${name}.${findings[letter]}'`,
      ),
    )
  const inconsistent = check === undefined ? '' : `WHEN NOT (${check}) THEN 'inconsistent'`
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  return `
WITH texts AS (SELECT row_number() OVER () + ${firstRow - 1} AS _row, ${text.join(', ')} FROM ${relation}),
readings AS (SELECT *, ${read.join(', ')} FROM texts),
found AS (SELECT *, ${finding.join(', ')} FROM readings),
stored AS (SELECT *, ${stored.join(', ')} FROM found)
SELECT ${names}, _row, concat(${columns.map(({ name }) => `"${name}__finding"`).join(', ')}) AS _findings,
  CASE ${reasons.join(' ')} ${inconsistent} END AS _reason
FROM stored`
}
