import { type Matrix, matrix } from '../../learn/matrix.ts'
import type { Value } from '../duckdb.ts'
import type { Queryable } from '../runQuery.ts'

/** What the tables say of a student, each a number; what grows with the terms is given per term. */
export const features = {
  mean_score: 'mean score, points of 100',
  failed_share: 'share of the courses failed',
  attended_share: 'share of the sessions attended in time',
  late_share: 'share of the sessions come to late',
  activity_hours: 'hours of activities per term',
  internships: 'internships per term',
  loans: 'books loaned per term',
  program_hours: 'hours with programs per term',
  coding_share: 'share of these hours with programs for coding',
  design_share: 'share with programs for design',
  statistics_share: 'share with programs for statistics',
  office_share: 'share with programs for the office',
  scholarship: '1 with a scholarship',
  admission_score: 'points of the entrance examination',
} as const

export type FeatureName = keyof typeof features
export const featureNames = Object.keys(features) as FeatureName[]

export interface StudentFeatures {
  /** Tokens. */
  readonly students: readonly string[]
  readonly departments: readonly string[]
  readonly statuses: readonly string[]
  /** Null of those who are enrolled still. */
  readonly outcomes: readonly (string | null)[]
  /** students x features; what is not known of a student is the mean of the others. */
  readonly matrix: Matrix
}

const sql = `
WITH marks AS (
  SELECT student, count(DISTINCT year * 2 + term) AS terms, avg(score) AS mean_score,
    avg(CASE WHEN score < 50 THEN 1.0 ELSE 0.0 END) AS failed_share
  FROM grades GROUP BY student
),
presence AS (
  SELECT student, sum(attended)::float8 / sum(sessions) AS attended_share, sum(late)::float8 / sum(sessions) AS late_share
  FROM attendance GROUP BY student
),
engaged AS (
  SELECT student, sum(hours) AS hours, count(*) FILTER (WHERE kind = 'internship') AS internships
  FROM activities GROUP BY student
),
loaned AS (SELECT student, count(*) AS loans FROM loans GROUP BY student),
used AS (
  SELECT l.student, sum(l.minutes) AS minutes,
    coalesce(sum(l.minutes) FILTER (WHERE p.kind = 'coding'), 0) AS coding,
    coalesce(sum(l.minutes) FILTER (WHERE p.kind = 'design'), 0) AS design,
    coalesce(sum(l.minutes) FILTER (WHERE p.kind = 'statistics'), 0) AS statistics,
    coalesce(sum(l.minutes) FILTER (WHERE p.kind = 'office'), 0) AS office
  FROM program_logs l JOIN programs p ON p.program = l.program GROUP BY l.student
)
SELECT p.student, d.department, p.status, o.outcome,
  m.mean_score, m.failed_share, h.attended_share, h.late_share,
  coalesce(e.hours, 0)::float8 / m.terms, coalesce(e.internships, 0)::float8 / m.terms,
  coalesce(b.loans, 0)::float8 / m.terms, coalesce(u.minutes, 0)::float8 / 60 / m.terms,
  u.coding::float8 / nullif(u.minutes, 0), u.design::float8 / nullif(u.minutes, 0),
  u.statistics::float8 / nullif(u.minutes, 0), u.office::float8 / nullif(u.minutes, 0),
  CASE WHEN p.scholarship THEN 1.0 ELSE 0.0 END, p.admission_score
FROM people p
JOIN departments d ON d.department_id = p.department_id
LEFT JOIN outcomes o ON o.student = p.student
LEFT JOIN marks m ON m.student = p.student
LEFT JOIN presence h ON h.student = p.student
LEFT JOIN engaged e ON e.student = p.student
LEFT JOIN loaned b ON b.student = p.student
LEFT JOIN used u ON u.student = p.student
ORDER BY p.student`

/** Every student of the school, in the order of the tokens. */
export async function studentFeatures(database: Queryable): Promise<StudentFeatures> {
  const { rows } = await database.query(sql)
  const named = 4
  const text = (column: number) => rows.map((row) => row[column] as string)
  return {
    students: text(0),
    departments: text(1),
    statuses: text(2),
    outcomes: rows.map((row) => row[3] as string | null),
    matrix: filledMatrix(rows, named, featureNames.length),
  }
}

/** The numbers from column `first` on; what is missing becomes the mean of its column, or 0 if all of it is missing. */
export function filledMatrix(rows: readonly (readonly Value[])[], first: number, columns: number): Matrix {
  const data = new Float64Array(rows.length * columns)
  for (let c = 0; c < columns; c++) {
    let sum = 0
    let known = 0
    for (const row of rows) {
      if (row[first + c] === null) continue
      sum += Number(row[first + c])
      known++
    }
    const mean = known === 0 ? 0 : sum / known
    rows.forEach((row, r) => {
      const value = row[first + c]
      data[r * columns + c] = value === null ? mean : Number(value)
    })
  }
  return matrix(data, rows.length, columns)
}
