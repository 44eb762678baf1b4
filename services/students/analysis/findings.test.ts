import { describe, expect, test } from 'vitest'
import { matrix } from '../../learn/matrix.ts'
import { createRandom } from '../../learn/random.ts'
import { openDuckDB, plainValue } from '../duckdb.ts'
import type { Queryable } from '../runQuery.ts'
import { createTable } from '../schema.ts'
import { tableNamed } from '../tables.ts'
import { clusterStudents } from './clusterStudents.ts'
import { outcomeFactors } from './outcomeFactors.ts'
import { recommendCourses } from './recommendCourses.ts'
import { featureNames, type StudentFeatures } from './studentFeatures.ts'

const place = (name: (typeof featureNames)[number]) => featureNames.indexOf(name)

/** Students of which `change` says what is not at random. */
function invented(
  count: number,
  change: (row: Float64Array, i: number, normal: () => number) => string | null,
): StudentFeatures {
  const random = createRandom(7)
  const data = Float64Array.from({ length: count * featureNames.length }, random.normal)
  const outcomes = Array.from({ length: count }, (_, i) =>
    change(data.subarray(i * featureNames.length, (i + 1) * featureNames.length), i, random.normal),
  )
  return {
    students: outcomes.map((_, i) => `student ${i}`),
    departments: outcomes.map((_, i) => (i % 3 === 0 ? 'History' : 'Biology')),
    statuses: outcomes.map((outcome) => outcome ?? 'enrolled'),
    outcomes,
    matrix: matrix(data, count, featureNames.length),
  }
}

describe('clusters', () => {
  /** Each feature is high in one group of three. */
  const groups = invented(600, (row, i) => {
    for (let c = i % 3; c < row.length; c += 3) row[c] += 8
    return i % 3 === 0 ? 'withdrawn' : null
  })

  test.each([
    ['kmeans', { algorithm: 'kmeans', clusters: 3 }],
    ['kmeans that chooses how many', { algorithm: 'kmeans' }],
    ['dbscan', { algorithm: 'dbscan' }],
  ] as const)('by %s are the groups that there are', (_, options) => {
    const { labels, clusters } = clusterStudents(groups, options)
    const pairs = new Set(
      Array.from(labels, (label, i) => `${i % 3} ${label}`).filter((pair) => !pair.endsWith('-1')),
    )
    expect(pairs.size).toBe(3)
    const main = clusters.filter(({ students }) => students > 100)
    expect(main).toHaveLength(3)
    expect(main.map(({ statuses }) => statuses.withdrawn ?? 0).sort()).toEqual([0, 0, 1])
    for (const { statuses, apart } of main) {
      const high = apart.filter(({ deviations }) => deviations > 1).map(({ feature }) => place(feature) % 3)
      expect(high.length).toBeGreaterThan(0)
      expect(high.every((group) => (group === 0) === (statuses.withdrawn === 1))).toBe(true)
    }
  })

  test('by dbscan leave out who is like no other', () => {
    const data = groups.matrix.data.slice().fill(20, 0, featureNames.length)
    const lone = { ...groups, matrix: { ...groups.matrix, data } }
    const { labels, clusters } = clusterStudents(lone, { algorithm: 'dbscan' })
    expect(labels[0]).toBe(-1)
    expect(clusters.at(-1)?.cluster).toBe(-1)
  })

  test('are the same for the same seed, and need 20 students', () => {
    expect(clusterStudents(groups, { seed: 3 })).toEqual(clusterStudents(groups, { seed: 3 }))
    const few = invented(19, () => null)
    expect(() => clusterStudents(few)).toThrow('19 students are too few for clusters; at least 20 are needed')
    expect(() => clusterStudents(groups, { clusters: 100_000 })).toThrow(
      /^clusters is 100000; it must be at most \d+/,
    )
  })
})

describe('factors of outcomes', () => {
  const odds = Math.log(2.5)
  const school = invented(4000, (row, i, normal) => {
    row[place('scholarship')] = i % 2
    row[place('office_share')] =
      -row[place('coding_share')] - row[place('design_share')] - row[place('statistics_share')]
    row[place('failed_share')] = -0.7 * row[place('mean_score')] + 0.7 * normal()
    const score = odds * row[place('mean_score')] + 0.8 * row[place('scholarship')] - 1
    return normal() * 1.7 < score ? 'employed' : 'seeking'
  })
  const factors = outcomeFactors(school)
  const of = (factor: string) => factors.find((one) => one.outcome === 'employed' && one.factor === factor)!

  test('are found with the strength that they have, all others being equal', () => {
    const { adjusted, effect } = of('mean_score')
    expect(adjusted!.low).toBeLessThan(2.8)
    expect(adjusted!.high).toBeGreaterThan(2.3)
    expect(adjusted!.pValue).toBeLessThan(1e-10)
    expect(effect.low).toBeGreaterThan(0.5)
    expect(of('scholarship').measure).toBe('odds_ratio')
    expect(of('scholarship').effect.low).toBeGreaterThan(1.4)
  })

  test('tell what only goes with a factor from what acts', () => {
    const { effect, adjusted } = of('failed_share')
    expect(effect.high).toBeLessThan(-0.3)
    expect(Math.abs(Math.log(adjusted!.value))).toBeLessThan(0.15)
    expect(of('loans').adjusted!.pValue).toBeGreaterThan(0.001)
  })

  test('have the department as well, and come in the order of their strength', () => {
    expect(of('department')).toMatchObject({ measure: 'cramers_v', students: 4000 })
    expect(of('department').effect.value).toBeLessThan(0.1)
    const [first] = factors
    expect(first).toMatchObject({ outcome: 'employed', factor: 'mean_score' })
  })

  test('leave out outcomes of few students, and what cannot be told apart without fail', () => {
    expect(outcomeFactors(invented(30, (_, i) => (i < 5 ? 'expelled' : 'withdrawn')))).toEqual([])
    const sure = outcomeFactors(
      invented(200, (row, i) => {
        row[place('mean_score')] = i % 2
        return i % 2 === 0 ? 'withdrawn' : 'employed'
      }),
    )
    expect(sure.find(({ factor }) => factor === 'loans')?.adjusted).toBeUndefined()
  })
})

describe('recommended courses', () => {
  /** 400 graduates of history, of whom those who took H-2 became archivists, and 100 of biology. */
  async function archive(): Promise<Queryable & Disposable> {
    const connection = await openDuckDB()
    for (const name of ['departments', 'courses', 'people', 'grades', 'outcomes']) {
      await connection.run(createTable(tableNamed(name)))
    }
    await connection.run(`
      INSERT INTO departments VALUES (1, 'History', 'Humanities'), (2, 'Biology', 'Sciences');
      INSERT INTO courses SELECT 'H-' || i, 'History ' || i, 1, 1 + i // 3, 6 FROM range(9) t(i);
      INSERT INTO courses SELECT 'B-' || i, 'Biology ' || i, 2, 1 + i // 3, 6 FROM range(3) t(i);
      INSERT INTO people (student, department_id, admission_year, scholarship, status)
        SELECT 's' || i, CASE WHEN i < 400 THEN 1 ELSE 2 END, 2020, false,
          CASE WHEN i % 50 = 0 THEN 'enrolled' ELSE 'graduated' END FROM range(500) t(i);
      INSERT INTO grades SELECT 's' || i, 'H-' || c, 2020, 1, 70 FROM range(400) t(i), range(9) u(c)
        WHERE (c = 2 AND i % 2 = 1) OR (c <> 2 AND (i * 7 + c * 11) % 5 < 3);
      INSERT INTO grades SELECT 's' || i, 'B-' || c, 2020, 1, 70 FROM range(400, 500) t(i), range(3) u(c);
      INSERT INTO outcomes SELECT 's' || i, 'employed', DATE '2024-01-01',
        CASE WHEN i % 2 = 1 AND i < 400 THEN 'archivist' ELSE 'editor' END, 30000
        FROM range(500) t(i) WHERE i % 50 <> 0;`)
    return {
      async query(sql, parameters = {}) {
        const reader = await connection.runAndReadAll(sql, { ...parameters })
        return { columns: [], rows: reader.getRows().map((row) => row.map(plainValue)) }
      },
      [Symbol.dispose]: () => connection[Symbol.dispose](),
    }
  }

  test('begin with the one that made the difference', async () => {
    using database = await archive()
    const [first, ...others] = await recommendCourses(database, { goal: 'archivist', neighbours: 1000 })
    expect(first).toMatchObject({
      course: 'H-2',
      title: 'History 2',
      level: 1,
      share: 1,
      usual: 0,
      graduates: 200,
    })
    expect(first.oddsRatio).toBeGreaterThan(100 * (others[0]?.oddsRatio ?? 1))
    expect(others.every(({ course }) => course.startsWith('H'))).toBe(true)
  })

  test('are none that the student has taken', async () => {
    using database = await archive()
    const courses = async (student: string) =>
      (await recommendCourses(database, { goal: 'archivist', student })).map(({ course }) => course)
    expect(await courses('s1')).not.toContain('H-2')
    expect(await courses('s50')).toContain('H-2')
  })

  test('name the careers there are if none is reached', async () => {
    using database = await archive()
    await expect(recommendCourses(database, { goal: 'pilot' })).rejects.toThrow(
      '0 graduates of one department became "pilot"; at least 5 are needed. Careers: archivist, editor',
    )
  })
})
