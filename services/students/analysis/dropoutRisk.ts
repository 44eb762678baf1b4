import { rocAuc } from '../../learn/classificationMetrics.ts'
import { createLinearExplainer } from '../../learn/linearShap.ts'
import { fitLogisticRegression, predictLogisticProbabilities } from '../../learn/logisticRegression.ts'
import { type Matrix, rowOf, take, takeRows } from '../../learn/matrix.ts'
import { fitStandardScaler, standardize } from '../../learn/standardScaler.ts'
import { DataError } from '../../runtime/errors.ts'
import type { Queryable } from '../runQuery.ts'
import { filledMatrix } from './studentFeatures.ts'

/** What is known of a student at the end of a term. */
export const signals = {
  mean_score: 'mean score of all terms, points of 100',
  term_score: 'mean score of the term',
  failed: 'courses failed so far',
  attended_share: 'share of the sessions of the term attended in time',
  late_share: 'share of the sessions of the term come to late',
  courses: 'courses of the term',
  terms: 'terms so far',
  scholarship: '1 with a scholarship',
} as const
export type Signal = keyof typeof signals
const signalNames = Object.keys(signals) as Signal[]

export interface StudentRisk {
  readonly student: string
  readonly department: string
  /** Probability of leaving after the term at hand. */
  readonly risk: number
  /** The three signals that weigh most, the first most of all; effects are added to the log odds of leaving. */
  readonly reasons: readonly { readonly signal: Signal; readonly value: number; readonly effect: number }[]
}

export interface DropoutRisks {
  /** Every enrolled student who has a score, the highest risk first. */
  readonly risks: readonly StudentRisk[]
  /** On terms of students that the fit has not seen: whether those who left are ranked above those who stayed. */
  readonly auc: number
  /** Terms that were learnt from, and the share of them after which the student left. */
  readonly terms: number
  readonly leavingShare: number
}

const mostStudentsLearnt = 10_000
const heldBack = 5
const leastLeft = 20
const reasonsShown = 3

/** What is known at the ends of terms of some students, given by SQL; of these terms, those that are chosen. */
const sql = (students: string, chosen: string) => `
WITH marks AS (
  SELECT student, year * 2 + term AS period, avg(score) AS score, count(*) AS courses,
    count(*) FILTER (WHERE score < 50) AS failed
  FROM grades WHERE student IN (${students}) GROUP BY student, year * 2 + term
),
presence AS (
  SELECT student, year * 2 + term AS period, sum(attended)::float8 / sum(sessions) AS attended_share,
    sum(late)::float8 / sum(sessions) AS late_share
  FROM attendance WHERE student IN (${students}) GROUP BY student, year * 2 + term
),
history AS (
  SELECT m.student, m.period, m.score, m.courses,
    sum(m.score * m.courses) OVER past / sum(m.courses) OVER past AS mean_score,
    sum(m.failed) OVER past AS failed,
    count(*) OVER past AS terms,
    m.period = max(m.period) OVER (PARTITION BY m.student) AS is_last
  FROM marks m WINDOW past AS (PARTITION BY m.student ORDER BY m.period)
)
SELECT h.student, d.department, CASE WHEN p.status = 'withdrawn' AND h.is_last THEN 1 ELSE 0 END,
  h.mean_score, h.score, h.failed, a.attended_share, a.late_share, h.courses, h.terms,
  CASE WHEN p.scholarship THEN 1.0 ELSE 0.0 END
FROM history h
JOIN people p ON p.student = h.student
JOIN departments d ON d.department_id = p.department_id
LEFT JOIN presence a ON a.student = h.student AND a.period = h.period
WHERE ${chosen}
ORDER BY h.student, h.period`

/**
 * The risk of every enrolled student to leave after the term at hand, by logistic regression on the terms of students so
 * far: whether each was the last before the student withdrew (discrete-time hazards, Singer and Willett 1993).
 *
 * @throws DataError if fewer than 20 students have withdrawn
 */
export async function dropoutRisk(database: Queryable): Promise<DropoutRisks> {
  const { model, ...learnt } = await learn(database)
  const enrolled = "SELECT student FROM people WHERE status = 'enrolled'"
  const { rows } = await database.query(sql(enrolled, 'h.is_last'))
  const features = featuresOf(rows)
  const probabilities = model.risks(features)
  const risks = rows.map((row, r): StudentRisk => {
    const effects = model.explain(rowOf(features, r))
    const strongest = [...signalNames.keys()].sort((a, b) => Math.abs(effects[b]) - Math.abs(effects[a]))
    return {
      student: row[0] as string,
      department: row[1] as string,
      risk: probabilities[r],
      reasons: strongest.slice(0, reasonsShown).map((c) => ({
        signal: signalNames[c],
        value: rowOf(features, r)[c],
        effect: effects[c],
      })),
    }
  })
  return { ...learnt, risks: risks.sort((a, b) => b.risk - a.risk) }
}

/** Apart from the risks, so that the terms learnt from need not be kept. */
async function learn(database: Queryable) {
  const some = `SELECT student FROM people ORDER BY student LIMIT ${mostStudentsLearnt}`
  const { rows } = await database.query(sql(some, "NOT (h.is_last AND p.status IN ('enrolled', 'expelled'))"))
  const labels = Float64Array.from(rows, (row) => Number(row[2]))
  const left = labels.reduce((sum, label) => sum + label, 0)
  if (left < leastLeft || left === labels.length) {
    throw new DataError(
      `${left} of ${labels.length} terms were the last before a student withdrew; at least ${leastLeft} and not all are needed`,
    )
  }
  const features = featuresOf(rows)
  const students = [...new Map(rows.map((row, i) => [row[0], i])).keys()]
  const aside = new Set(students.filter((_, i) => i % heldBack === 0))
  const [unseen, seen] = [true, false].map((wanted) =>
    [...rows.keys()].filter((row) => aside.has(rows[row][0]) === wanted),
  )
  const trial = fit(takeRows(features, seen), take(labels, seen))
  const truth = take(labels, unseen)
  const auc = new Set(truth).size === 2 ? rocAuc(truth, trial.risks(takeRows(features, unseen))) : Number.NaN
  return { model: fit(features, labels), auc, terms: labels.length, leavingShare: left / labels.length }
}

const featuresOf = (rows: Parameters<typeof filledMatrix>[0]): Matrix =>
  filledMatrix(rows, 3, signalNames.length)

function fit(features: Matrix, labels: Float64Array) {
  const scaler = fitStandardScaler(features)
  const logistic = fitLogisticRegression(standardize(scaler, features), labels)
  const linear = { coefficients: logistic.coefficients.data, intercept: logistic.intercepts[0] }
  const { explain } = createLinearExplainer(linear, new Float64Array(features.columns))
  return {
    risks(rows: Matrix): Float64Array {
      const { data } = predictLogisticProbabilities(logistic, standardize(scaler, rows))
      return data.filter((_, i) => i % 2 === 1)
    },
    explain: (row: Float64Array) =>
      explain(standardize(scaler, { data: row, rows: 1, columns: features.columns }).data),
  }
}
