import { DataError } from '../../runtime/errors.ts'
import type { Cleaned } from '../../runtime/workload/data.ts'
import { indexOfColumn } from './columns.ts'
import { type Row, readRows } from './readRows.ts'

/** What cleaning does, by the names that are counted. */
export const rules = {
  repeated_row_dropped: 'the row was read before',
  incomplete_row_dropped: 'a field is empty',
  approved_above_enrolled_dropped: 'more courses are passed than were enrolled in',
  grade_without_approved_dropped: 'there is a mean grade without a course passed, or the other way round',
} as const

const largestDroppedShare = 0.05
const semesters = [1, 2].map((n) => ({
  enrolled: indexOfColumn(`enrolled${n}`),
  approved: indexOfColumn(`approved${n}`),
  grade: indexOfColumn(`grade${n}`),
}))

function ruleAgainst({ values }: Row): keyof typeof rules | undefined {
  if (values.some(Number.isNaN)) return 'incomplete_row_dropped'
  for (const { enrolled, approved, grade } of semesters) {
    if (values[approved] > values[enrolled]) return 'approved_above_enrolled_dropped'
    if (values[approved] > 0 !== values[grade] > 0) return 'grade_without_approved_dropped'
  }
  return undefined
}

/** @throws DataError if the file cannot be read, or too many rows are dropped */
export function clean(file: Uint8Array): Cleaned<Row> {
  const rows = readRows(file)
  const counts = Object.fromEntries(Object.keys(rules).map((name) => [name, 0])) as Record<
    keyof typeof rules,
    number
  >
  const seen = new Set<string>()
  const examples = rows.filter((row) => {
    const key = `${row.values.join()} ${row.outcome}`
    const rule = seen.has(key) ? 'repeated_row_dropped' : ruleAgainst(row)
    seen.add(key)
    if (rule !== undefined) counts[rule]++
    return rule === undefined
  })
  const dropped = rows.length - examples.length - counts.repeated_row_dropped
  if (dropped > rows.length * largestDroppedShare) {
    const found = Object.entries(counts).map(([rule, count]) => `${rule} ${count}`)
    throw new DataError(
      `${dropped} of ${rows.length} rows are unusable, more than ${largestDroppedShare * 100} %: ${found.join(', ')}`,
    )
  }
  return { examples, rowsRead: rows.length, rules: counts }
}
