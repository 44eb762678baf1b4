import { band, type Expectations, group, mean, order, quantile, rankOf, share, sum } from '../expectations.ts'
import type { Grade, SchoolData } from '../schoolData.ts'

const scores = (all: readonly Grade[]) => all.map((g) => g.score)
const average = (all: readonly Grade[]) => mean(scores(all))!
const passed = (g: Grade) => g.score >= 50
const busiest = ({ grades }: SchoolData) => ({
  student: String(
    order(
      group(
        grades,
        (g) => g.student,
        (all) => [all.length],
      ),
      -2,
      1,
    )[0]![0],
  ),
})
const byStudent = (grades: readonly Grade[]) => [...Map.groupBy(grades, (g) => g.student)]

const extremes =
  (direction: 1 | -1) =>
  (data: SchoolData, { top, least }: Record<string, unknown>) =>
    order(
      group(
        data.grades,
        (g) => g.course_id,
        (all) => [all.length, average(all)],
      ).filter(([, count]) => Number(count) >= Number(least)),
      3 * direction,
      1,
    ).slice(0, Number(top))

export const grades: Expectations = {
  grade_average_by_department: ({ grades }) =>
    order(
      group(
        grades,
        (g) => g.who.department,
        (all) => [all.length, average(all), share(all, passed)],
      ),
      1,
    ),
  grade_average_by_year: ({ grades }) =>
    order(
      group(
        grades,
        (g) => [g.year, g.term],
        (all) => [all.length, average(all)],
      ),
      1,
      2,
    ),
  grade_average_by_course: ({ grades }, { year }) =>
    order(
      group(
        grades.filter((g) => g.year === year),
        (g) => [g.course_id, g.course.title],
        (all) => [all.length, average(all), share(all, passed)],
      ),
      1,
    ),
  grade_distribution: ({ grades }, { year }) =>
    order(
      group(
        grades.filter((g) => g.year === year),
        (g) => band(g.score),
        (all) => [all.length],
      ),
      1,
    ),
  hardest_courses: extremes(1),
  easiest_courses: extremes(-1),
  grade_averages_of_students: ({ grades }, { year }) =>
    order(
      group(
        grades.filter((g) => g.year === year),
        (g) => g.student,
        (all) => [
          all.length,
          sum(all.map((g) => g.score * g.course.credits)) / sum(all.map((g) => g.course.credits)),
          sum(all.filter(passed).map((g) => g.course.credits)),
        ],
      ),
      1,
    ),
  top_students: ({ grades }, { year, top }) => {
    const means = byStudent(grades.filter((g) => g.year === year))
      .filter(([, all]) => all.length >= 4)
      .map(([student, all]) => [student, average(all)] as const)
    const values = means.map(([, value]) => value)
    return order(
      means.map(([student, value]) => [rankOf(value, values), student, value]),
      1,
      2,
    ).filter(([rank]) => Number(rank) <= Number(top))
  },
  students_failing: {
    given: () => ({ year: '2023', least: '2' }),
    rows: ({ grades }, { year, term, least }) =>
      order(
        group(
          grades.filter((g) => g.year === year && g.term === term),
          (g) => g.student,
          (all) => [all.filter((g) => !passed(g)).length, all.length],
        ).filter(([, failed]) => Number(failed) >= Number(least)),
        -2,
        1,
      ),
  },
  term_averages_of_student: {
    given: busiest,
    rows: ({ grades }, { student }) =>
      order(
        group(
          grades.filter((g) => g.student === student),
          (g) => [g.year, g.term],
          (all) => [all.length, average(all)],
        ),
        1,
        2,
      ),
  },
  falling_students: ({ grades }, { year, points }) =>
    order(
      byStudent(grades).flatMap(([student, all]) => {
        const before = mean(scores(all.filter((g) => g.year === Number(year) - 1)))
        const after = mean(scores(all.filter((g) => g.year === year)))
        if (before === null || after === null || before - after < Number(points)) return []
        return [[student, before, after, before - after]]
      }),
      -4,
      1,
    ),
  grade_spread_by_course: ({ grades }, { least }) =>
    order(
      group(
        grades,
        (g) => g.course_id,
        (all) => [
          all.length,
          Math.sqrt(sum(all.map((g) => (g.score - average(all)) ** 2)) / (all.length - 1)),
          quantile(scores(all), 0),
          quantile(scores(all), 1),
        ],
      ).filter(([, count]) => Number(count) >= Number(least)),
      1,
    ),
  pass_share_by_instructor: ({ grades, offerings }, { year }) => {
    const key = (one: { course_id: string; year: number; term: number }) =>
      `${one.course_id} ${one.year} ${one.term}`
    const instructors = new Map(offerings.map((o) => [key(o), o.instructor]))
    return order(
      group(
        grades.filter((g) => g.year === year && instructors.has(key(g))),
        (g) => instructors.get(key(g))!,
        (all) => [all.length, share(all, passed)],
      ),
      3,
      1,
    )
  },
  transcript: {
    given: busiest,
    rows: ({ grades }, { student }) =>
      order(
        grades
          .filter((g) => g.student === student)
          .map((g) => [g.year, g.term, g.course_id, g.course.title, g.course.credits, g.score, passed(g)]),
        1,
        2,
        3,
      ),
  },
  grade_rank_in_department: ({ grades }, { department_id }) => {
    const means = byStudent(grades.filter((g) => g.who.department_id === department_id)).map(
      ([student, all]) => [student, average(all)] as const,
    )
    const values = means.map(([, value]) => value)
    return order(
      means.map(([student, value]) => [
        rankOf(value, values),
        student,
        value,
        values.filter((other) => other < value - 1e-9).length / (values.length - 1),
      ]),
      1,
      2,
    )
  },
  credits_of_students: ({ grades }) =>
    order(
      group(
        grades.filter(passed),
        (g) => g.student,
        (all) => [all.length, sum(all.map((g) => g.course.credits))],
      ),
      1,
    ),
}
