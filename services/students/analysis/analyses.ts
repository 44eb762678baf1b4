import { DataError } from '../../runtime/errors.ts'
import type { Value } from '../duckdb.ts'
import type { Result } from '../openSchool.ts'
import type { Queryable } from '../runQuery.ts'
import { clusterStudents } from './clusterStudents.ts'
import { dropoutRisk } from './dropoutRisk.ts'
import { outcomeFactors } from './outcomeFactors.ts'
import { recommendCourses } from './recommendCourses.ts'
import { studentFeatures } from './studentFeatures.ts'

/** A question that takes more than SQL: its answer is a table, as that of a query. */
export interface Analysis {
  readonly name: string
  readonly summary: string
  /** Parameters as texts, by name, and what each is. */
  readonly parameters: Readonly<Record<string, string>>
  run(database: Queryable, given: Readonly<Record<string, string>>): Promise<Result>
}

const types = { string: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN', object: 'VARCHAR' } as const

/** Columns of whole numbers, of the types that queries give such: other numbers are measured. */
const wholeTypes: Readonly<Record<string, string>> = {
  cluster: 'INTEGER',
  level: 'INTEGER',
  students: 'BIGINT',
  graduates: 'BIGINT',
}

/** Rows of like objects as a table. */
function tableOf(rows: readonly Readonly<Record<string, Value>>[], names: readonly string[]): Result {
  const typeOf = (name: string) => {
    if (Object.hasOwn(wholeTypes, name)) return wholeTypes[name]
    const found = rows.find((row) => (row[name] ?? null) !== null)
    return types[typeof found?.[name] as keyof typeof types] ?? 'VARCHAR'
  }
  return {
    columns: names.map((name) => ({ name, type: typeOf(name) })),
    rows: rows.map((row) => names.map((name) => row[name] ?? null)),
  }
}

const rounded = (value: number): number => Number(value.toPrecision(6))

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text)
  throw new DataError(
    `the parameter ${name} is ${JSON.stringify(text)}; it must be a whole number from ${least} to 999999`,
  )
}

export const analyses: readonly Analysis[] = [
  {
    name: 'clusters',
    summary: 'groups of students who work alike, with what sets each apart',
    parameters: {
      algorithm: 'kmeans or dbscan; kmeans if not given',
      clusters: 'how many groups kmeans makes; the best from 2 to 8 if not given',
    },
    async run(database, { algorithm = 'kmeans', clusters }) {
      if (algorithm !== 'kmeans' && algorithm !== 'dbscan') {
        throw new DataError(
          `the parameter algorithm is ${JSON.stringify(algorithm)}; it must be kmeans or dbscan`,
        )
      }
      const count = wholeNumber('clusters', clusters, 1)
      const found = clusterStudents(await studentFeatures(database), {
        algorithm,
        ...(count !== undefined && { clusters: count }),
      })
      const rows = found.clusters.map(({ cluster, students, department, statuses, means, apart }) => ({
        ...{ cluster, students, department },
        apart: apart.map(({ feature, deviations }) => `${feature} ${deviations.toFixed(2)}`).join('; '),
        statuses: Object.entries(statuses)
          .map(([status, share]) => `${status} ${share.toFixed(2)}`)
          .join('; '),
        ...Object.fromEntries(Object.entries(means).map(([name, mean]) => [name, rounded(mean)])),
      }))
      return tableOf(rows, Object.keys(rows[0]))
    },
  },
  {
    name: 'members',
    summary: 'the group of each student',
    parameters: { algorithm: 'kmeans or dbscan; kmeans if not given' },
    async run(database, { algorithm = 'kmeans' }) {
      if (algorithm !== 'kmeans' && algorithm !== 'dbscan') {
        throw new DataError(
          `the parameter algorithm is ${JSON.stringify(algorithm)}; it must be kmeans or dbscan`,
        )
      }
      const features = await studentFeatures(database)
      const { labels } = clusterStudents(features, { algorithm })
      return tableOf(
        features.students.map((student, i) => ({ student, cluster: labels[i] })),
        ['student', 'cluster'],
      )
    },
  },
  {
    name: 'factors',
    summary:
      'what goes with each final outcome: effect sizes, and odds ratios beside the other factors, with intervals',
    parameters: {},
    async run(database) {
      const rows = outcomeFactors(await studentFeatures(database)).map(
        ({ outcome, factor, measure, effect, adjusted, students }) => ({
          ...{ outcome, factor, students, measure },
          ...{ effect: rounded(effect.value), low: rounded(effect.low), high: rounded(effect.high) },
          adjusted_odds_ratio: adjusted === undefined ? null : rounded(adjusted.value),
          adjusted_low: adjusted === undefined ? null : rounded(adjusted.low),
          adjusted_high: adjusted === undefined ? null : rounded(adjusted.high),
          adjusted_p: adjusted === undefined ? null : rounded(adjusted.pValue),
        }),
      )
      return tableOf(rows, [
        ...['outcome', 'factor', 'students', 'measure', 'effect', 'low', 'high'],
        ...['adjusted_odds_ratio', 'adjusted_low', 'adjusted_high', 'adjusted_p'],
      ])
    },
  },
  {
    name: 'recommend',
    summary: 'courses for a career, from similar graduates who reached it',
    parameters: {
      goal: 'career, such as data analyst',
      student: 'token of a student; without it, for anyone',
      count: 'courses at most; 10 if not given',
    },
    async run(database, { goal, student, count }) {
      if (goal === undefined) throw new DataError('the parameter goal is missing; it must be a career')
      const most = wholeNumber('count', count, 1)
      const found = await recommendCourses(database, {
        goal,
        ...(student !== undefined && { student }),
        ...(most !== undefined && { count: most }),
      })
      const rows = found.map((course) => ({
        ...course,
        share: rounded(course.share),
        usual: rounded(course.usual),
        odds_ratio: rounded(course.oddsRatio),
      }))
      return tableOf(rows, ['course', 'title', 'level', 'share', 'usual', 'odds_ratio', 'graduates'])
    },
  },
  {
    name: 'risk',
    summary: 'the risk of each enrolled student to leave after the term at hand, with reasons',
    parameters: {},
    async run(database) {
      const { risks } = await dropoutRisk(database)
      const rows = risks.map(({ student, department, risk, reasons }) => ({
        ...{ student, department, risk: rounded(risk) },
        ...Object.fromEntries(
          reasons.map(({ signal, value, effect }, i) => [
            `reason_${i + 1}`,
            `${signal} ${rounded(value)} (${effect < 0 ? '' : '+'}${effect.toFixed(2)})`,
          ]),
        ),
      }))
      return tableOf(rows, ['student', 'department', 'risk', 'reason_1', 'reason_2', 'reason_3'])
    },
  },
]

/** @throws DataError that names the analyses there are, or the parameters that one takes */
export async function runAnalysis(
  database: Queryable,
  name: string,
  given: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const analysis = analyses.find((one) => one.name === name)
  if (analysis === undefined) {
    throw new DataError(
      `there is no analysis "${name}"; there is ${analyses.map((one) => one.name).join(', ')}`,
    )
  }
  const taken = Object.keys(analysis.parameters)
  const unknown = Object.keys(given).filter((one) => !taken.includes(one))
  if (unknown.length > 0) {
    throw new DataError(
      `${name} takes no parameter ${unknown.join(', ')}; it takes ${taken.join(', ') || 'none'}`,
    )
  }
  return analysis.run(database, given)
}
