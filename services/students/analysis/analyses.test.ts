import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSchool, type School } from '../openSchool.ts'
import { type SmallSchool, smallSchool } from '../testing/smallSchool.ts'
import { analyses, runAnalysis } from './analyses.ts'
import { dropoutRisk, signals } from './dropoutRisk.ts'
import { featureNames, type StudentFeatures, studentFeatures } from './studentFeatures.ts'

let directory: SmallSchool
let school: School
let found: StudentFeatures
beforeAll(async () => {
  directory = await smallSchool(500, 1, 0)
  school = await openSchool(directory.directory)
  found = await studentFeatures(school)
})
afterAll(() => {
  school[Symbol.dispose]()
  directory[Symbol.dispose]()
})

const column = (name: (typeof featureNames)[number]) => {
  const c = featureNames.indexOf(name)
  return found.students.map((_, row) => found.matrix.data[row * featureNames.length + c])
}

describe('features', () => {
  test('are those of the tables, taken one by one', async () => {
    const mean = async (sql: string) =>
      new Map((await school.query(sql)).rows.map(([who, value]) => [who, value]))
    const scores = await mean('SELECT student, avg(score) FROM grades GROUP BY student')
    const hours = await mean('SELECT student, sum(hours) FROM activities GROUP BY student')
    const terms = await mean('SELECT student, count(DISTINCT (year, term)) FROM grades GROUP BY student')
    const design = await mean(
      "SELECT student, sum(minutes) FROM program_logs WHERE program IN (SELECT program FROM programs WHERE kind = 'design') GROUP BY student",
    )
    const minutes = await mean('SELECT student, sum(minutes) FROM program_logs GROUP BY student')
    const number = (map: Map<unknown, unknown>, who: string) => Number(map.get(who) ?? 0)
    found.students.forEach((who, row) => {
      if (!scores.has(who)) return
      expect(column('mean_score')[row]).toBeCloseTo(number(scores, who), 9)
      expect(column('activity_hours')[row]).toBeCloseTo(number(hours, who) / number(terms, who), 9)
      if (minutes.has(who)) {
        expect(column('design_share')[row]).toBeCloseTo(number(design, who) / number(minutes, who), 9)
      }
    })
  })

  test('are finite for every student, and outcomes are those of who left', () => {
    expect(found.students).toHaveLength(500)
    expect(found.matrix.data.every(Number.isFinite)).toBe(true)
    found.outcomes.forEach((outcome, row) => {
      expect(outcome === null).toBe(found.statuses[row] === 'enrolled')
    })
  })
})

describe('the risk of leaving', () => {
  test('is given for every enrolled student with a score, the highest first, with three reasons', async () => {
    const { risks, terms, leavingShare } = await dropoutRisk(school)
    const { rows } = await school.query(
      "SELECT DISTINCT p.student FROM people p JOIN grades g ON g.student = p.student WHERE p.status = 'enrolled'",
    )
    expect(new Set(risks.map(({ student }) => student))).toEqual(new Set(rows.map(([student]) => student)))
    expect(risks.map(({ risk }) => risk)).toEqual(risks.map(({ risk }) => risk).sort((a, b) => b - a))
    expect(terms).toBeGreaterThan(1000)
    expect(leavingShare).toBeLessThan(0.1)
    for (const { risk, reasons } of risks) {
      expect(risk).toBeGreaterThan(0)
      expect(risk).toBeLessThan(1)
      expect(reasons).toHaveLength(3)
      expect(reasons.every(({ signal }) => signal in signals)).toBe(true)
    }
  })

  test('finds the truth: who leaves attends less and scores lower', async () => {
    const { auc, risks } = await dropoutRisk(school)
    expect(auc).toBeGreaterThan(0.65)
    const [first] = risks
    const effects = first.reasons.filter(
      ({ signal }) => signal === 'attended_share' || signal === 'mean_score',
    )
    expect(effects.length).toBeGreaterThan(0)
    expect(Math.max(...effects.map(({ effect }) => effect))).toBeGreaterThan(0.5)
    const mean = (some: typeof risks) => some.reduce((sum, { risk }) => sum + risk / some.length, 0)
    expect(mean(risks.slice(0, 20))).toBeGreaterThan(5 * mean(risks.slice(-20)))
  })

  test('needs students who have left', async () => {
    const none = { query: async () => ({ columns: [], rows: [] }) }
    await expect(dropoutRisk(none)).rejects.toThrow('0 of 0 terms were the last before a student withdrew')
  })
})

test.each([
  ['clusters', {}, ['cluster INTEGER', 'students BIGINT', 'department VARCHAR', 'apart VARCHAR']],
  ['clusters', { algorithm: 'dbscan' }, ['cluster INTEGER', 'students BIGINT', 'department VARCHAR']],
  ['members', {}, ['student VARCHAR', 'cluster INTEGER']],
  [
    'factors',
    {},
    ['outcome VARCHAR', 'factor VARCHAR', 'students BIGINT', 'measure VARCHAR', 'effect DOUBLE'],
  ],
  ['recommend', { goal: 'manager' }, ['course VARCHAR', 'title VARCHAR', 'level INTEGER', 'share DOUBLE']],
  ['risk', {}, ['student VARCHAR', 'department VARCHAR', 'risk DOUBLE', 'reason_1 VARCHAR']],
])('%s %j answers a table', async (name, given, columns) => {
  const { columns: answered, rows } = await runAnalysis(school, name, given)
  expect(answered.slice(0, columns.length).map(({ name, type }) => `${name} ${type}`)).toEqual(columns)
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) {
    expect(row).toHaveLength(answered.length)
    row.forEach((value, c) => {
      if (typeof value !== 'number') return
      expect(value).toSatisfy(answered[c].type === 'DOUBLE' ? Number.isFinite : Number.isSafeInteger)
    })
  }
})

test.each([
  ['dreams', {}, 'there is no analysis "dreams"; there is clusters, members, factors, recommend, risk'],
  ['risk', { year: '1' }, 'risk takes no parameter year; it takes none'],
  ['recommend', {}, 'the parameter goal is missing'],
  ['recommend', { goal: 'astronaut' }, '0 graduates of one department became "astronaut"'],
  ['recommend', { goal: 'manager', student: 'nobody' }, 'there is no student "nobody"'],
  [
    'recommend',
    { goal: 'manager', count: '0' },
    'the parameter count is "0"; it must be a whole number from 1 to 999999',
  ],
  ['clusters', { algorithm: 'magic' }, 'the parameter algorithm is "magic"; it must be kmeans or dbscan'],
])('%s %j is refused', async (name, given, message) => {
  await expect(runAnalysis(school, name, given as Record<string, string>)).rejects.toThrow(message)
})

test('each analysis says what it takes', () => {
  for (const { summary, parameters } of analyses) {
    expect([summary, ...Object.values(parameters)].every((text) => text.length > 10)).toBe(true)
  }
})
