import {
  band,
  distinct,
  type Expectations,
  group,
  known,
  mean,
  order,
  quantile,
  share,
  sum,
} from '../expectations.ts'
import type { Outcome, SchoolData } from '../schoolData.ts'

const salaries = (all: readonly Outcome[]) => known(all.map((o) => o.salary))
const kinds = ['employed', 'graduate_school', 'seeking', 'withdrawn', 'expelled']
const is =
  (...outcomes: string[]) =>
  (o: { outcome: string }) =>
    outcomes.includes(o.outcome)

/** Of each student, what `value` makes of his rows. */
function each<T extends { student: string }, U>(rows: readonly T[], value: (all: T[]) => U): Map<string, U> {
  return new Map([...Map.groupBy(rows, (row) => row.student)].map(([student, all]) => [student, value(all)]))
}

const meanScores = ({ grades }: SchoolData) => each(grades, (all) => mean(all.map((g) => g.score))!)

export const outcomes: Expectations = {
  outcomes_by_kind: ({ outcomes }) =>
    order(
      group(
        outcomes,
        (o) => o.outcome,
        (all) => [all.length, all.length / outcomes.length],
      ),
      -2,
      1,
    ),
  outcomes_by_department: ({ outcomes }) =>
    order(
      group(
        outcomes,
        (o) => o.who.department,
        (all) => kinds.map((kind) => all.filter(is(kind)).length),
      ),
      1,
    ),
  outcomes_by_admission_year: ({ outcomes }) =>
    order(
      group(
        outcomes,
        (o) => [o.who.admission_year, o.outcome],
        (all) => [all.length],
      ),
      1,
      2,
    ),
  outcomes_by_score: (data) => {
    const means = meanScores(data)
    return order(
      group(
        data.outcomes.filter((o) => means.has(o.student)),
        (o) => band(means.get(o.student)!),
        (all) => [
          all.length,
          share(all, is('graduate_school')),
          share(all, is('employed')),
          share(all, is('withdrawn', 'expelled')),
        ],
      ),
      1,
    )
  },
  salaries_by_career: ({ outcomes }) =>
    order(
      group(
        outcomes.filter((o) => o.career !== null && o.salary !== null),
        (o) => o.career,
        (all) => [all.length, mean(salaries(all)), quantile(salaries(all), 0.5)],
      ),
      1,
    ),
  salaries_by_department: ({ outcomes }) =>
    order(
      group(
        outcomes.filter((o) => o.salary !== null),
        (o) => o.who.department,
        (all) => [all.length, mean(salaries(all))],
      ),
      -3,
      1,
    ),
  careers_by_department: ({ outcomes }) =>
    order(
      group(
        outcomes.filter((o) => o.career !== null),
        (o) => [o.who.department, o.career],
        (all) => [all.length],
      ),
      1,
      -3,
      2,
    ),
  goals_reached: ({ outcomes }) =>
    order(
      group(
        outcomes.filter((o) => o.outcome === 'employed' && o.who.career_goal !== null),
        (o) => o.who.career_goal,
        (all) => [all.length, share(all, (o) => o.career === o.who.career_goal)],
      ),
      1,
    ),
  dropout_share_by_department: ({ people }) =>
    order(
      group(
        people.filter((p) => p.status !== 'enrolled'),
        (p) => p.department,
        (all) => [all.length, 1 - share(all, (p) => p.status === 'graduated')],
      ),
      -3,
      1,
    ),
  dropout_by_terms: ({ people, grades }) => {
    const terms = each(grades, (all) => distinct(all.map((g) => `${g.year} ${g.term}`)))
    return order(
      group(
        people.filter((p) => p.status === 'withdrawn' || p.status === 'expelled'),
        (p) => terms.get(p.student) ?? 0,
        (all) => [all.length],
      ),
      1,
    )
  },
  dropout_by_scholarship: ({ people }) =>
    order(
      group(
        people,
        (p) => p.scholarship,
        (all) => [all.length, share(all, (p) => p.status === 'withdrawn')],
      ),
      1,
    ),
  outcome_factors: (data) => {
    const scores = meanScores(data)
    const shares = each(
      data.attendance,
      (all) => sum(all.map((a) => a.attended)) / sum(all.map((a) => a.sessions)),
    )
    const hours = each(data.activities, (all) => sum(all.map((a) => a.hours)))
    const loans = each(data.loans, (all) => all.length)
    const means = (all: readonly Outcome[], values: ReadonlyMap<string, number>, none: number | null) =>
      mean(known(all.map((o) => values.get(o.student) ?? none)))
    return order(
      group(
        data.outcomes,
        (o) => o.outcome,
        (all) => [
          all.length,
          means(all, scores, null),
          means(all, shares, null),
          means(all, hours, 0),
          means(all, loans, 0),
        ],
      ),
      1,
    )
  },
  career_profiles: ({ outcomes, grades, activities }) => {
    const scores = each(grades, (all) => all.map((g) => g.score))
    const interns = new Set(activities.filter((a) => a.kind === 'internship').map((a) => a.student))
    return order(
      group(
        outcomes.filter((o) => o.career !== null),
        (o) => o.career,
        (all) => [
          all.length,
          mean(all.flatMap((o) => scores.get(o.student) ?? [])),
          share(all, (o) => interns.has(o.student)),
        ],
      ),
      1,
    )
  },
}
