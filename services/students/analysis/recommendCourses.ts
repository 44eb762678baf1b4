import { oddsRatio } from '../../learn/statistics/effectSizes.ts'
import { DataError } from '../../runtime/errors.ts'
import type { Value } from '../duckdb.ts'
import type { Queryable } from '../runQuery.ts'

export interface RecommendOptions {
  /** Career that is aimed at: `data analyst`. */
  readonly goal: string
  /** Token of a student, whose courses say which graduates are similar and need no recommendation. */
  readonly student?: string
  /** Courses at most. Default 10. */
  readonly count?: number
  /** Similar graduates that are looked at. Default 100. */
  readonly neighbours?: number
}

export interface RecommendedCourse {
  readonly course: string
  readonly title: string
  readonly level: number
  /** Share of the similar graduates of that career who took it, the more similar counting more. */
  readonly share: number
  /** Share of the other graduates of the department. */
  readonly usual: number
  /** Odds of having taken it, of the similar graduates beside the others. */
  readonly oddsRatio: number
  /** Similar graduates who took it. */
  readonly graduates: number
}

const leastGraduates = 5
/** What fewer of the similar graduates took is chance. */
const leastShare = 0.25
/** Of the interval by whose lower end courses are ranked, so that few graduates weigh less than many. */
const confidence = 0.5
const mostTaken = 500_000

/**
 * Courses that graduates who reached a career took more often than other graduates of the same department, most so
 * first, of those that a quarter or more of them took: nearest neighbours by the cosine of the courses taken. The department is the student's, if enough of its
 * graduates reached the career, else the one that most of them came from.
 *
 * @throws DataError if fewer than 5 graduates of a department reached that career, with the careers there are, or the
 * student is not known
 */
export async function recommendCourses(
  database: Queryable,
  { goal, student, count = 10, neighbours = 100 }: RecommendOptions,
): Promise<RecommendedCourse[]> {
  const rows = async (sql: string, parameters: Readonly<Record<string, Value>>) =>
    (await database.query(sql, parameters)).rows
  const { own, taken } = await studentOf(rows, student)
  const sources = await rows(
    `SELECT p.department_id, count(*) FROM outcomes o JOIN people p ON p.student = o.student
     WHERE o.career = CAST($goal AS VARCHAR) GROUP BY p.department_id ORDER BY count(*) DESC, p.department_id`,
    { goal },
  )
  const enough = sources.filter(([, graduates]) => Number(graduates) >= leastGraduates)
  const [source] = enough.find(([department]) => department === own) ?? enough[0] ?? []
  if (source === undefined) {
    const careers = await rows(
      'SELECT DISTINCT career FROM outcomes WHERE career IS NOT NULL ORDER BY career',
      {},
    )
    throw new DataError(
      `${sources[0]?.[1] ?? 0} graduates of one department became ${JSON.stringify(goal)}; at least ${leastGraduates} are needed. Careers: ${careers.join(', ')}`,
    )
  }
  const reached = await rows(
    `SELECT g.student, g.course_id FROM outcomes o JOIN people p ON p.student = o.student
     JOIN grades g ON g.student = o.student
     WHERE o.career = CAST($goal AS VARCHAR) AND p.department_id = CAST($source AS INTEGER)
     ORDER BY g.student LIMIT ${mostTaken}`,
    { goal, source },
  )
  const similar = [...Map.groupBy(reached, ([graduate]) => graduate).values()]
    .map((some) => new Set(some.map(([, course]) => course as string)))
    .map((courses) => ({ courses, weight: cosine(courses, taken) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, neighbours)
  if (similar.every(({ weight }) => weight === 0)) for (const one of similar) one.weight = 1
  const total = similar.reduce((sum, { weight }) => sum + weight, 0)

  const catalogue = await rows(
    `WITH usual AS (SELECT p.student FROM people p JOIN outcomes o ON o.student = p.student
       WHERE p.status = 'graduated' AND p.department_id = CAST($source AS INTEGER)
         AND coalesce(o.career <> CAST($goal AS VARCHAR), true)),
     takers AS (SELECT g.course_id, count(DISTINCT g.student) AS students FROM grades g
       JOIN usual u ON u.student = g.student GROUP BY g.course_id)
     SELECT c.course_id, c.title, c.level,
       coalesce(t.students, 0), (SELECT count(*) FROM usual)
     FROM courses c LEFT JOIN takers t ON t.course_id = c.course_id ORDER BY c.course_id`,
    { goal, source },
  )
  return catalogue
    .filter(([course]) => !taken.has(course as string))
    .map(([course, title, level, others, all]) => {
      const takers = similar.filter(({ courses }) => courses.has(course as string))
      const share = takers.reduce((sum, { weight }) => sum + weight, 0) / total
      const [took, elsewhere] = [share * similar.length, Number(others)]
      return {
        course: course as string,
        title: title as string,
        level: level as number,
        share,
        usual: elsewhere / Math.max(1, Number(all)),
        graduates: takers.length,
        odds: oddsRatio([took, similar.length - took, elsewhere, Number(all) - elsewhere], { confidence }),
      }
    })
    .filter(({ share, usual }) => share > usual && share >= leastShare)
    .sort((a, b) => b.odds.low - a.odds.low)
    .slice(0, count)
    .map(({ odds: { value }, ...course }) => ({ ...course, oddsRatio: value }))
}

type Rows = (
  sql: string,
  parameters: Readonly<Record<string, Value>>,
) => Promise<readonly (readonly Value[])[]>

/** Department and courses of a student; neither of nobody in particular. */
async function studentOf(rows: Rows, student: string | undefined) {
  if (student === undefined) return { own: undefined, taken: new Set<string>() }
  const [known] = await rows('SELECT department_id FROM people WHERE student = CAST($student AS VARCHAR)', {
    student,
  })
  if (known === undefined) {
    throw new DataError(`there is no student ${JSON.stringify(student)}; give a token of the table people`)
  }
  const taken = await rows(
    'SELECT DISTINCT course_id FROM grades WHERE student = CAST($student AS VARCHAR)',
    { student },
  )
  return { own: known[0], taken: new Set(taken.map(([course]) => course as string)) }
}

function cosine(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  return a.intersection(b).size / Math.sqrt(a.size * b.size)
}
