import { distinct, type Expectations, group, monday, order, quantile, sum } from '../expectations.ts'
import type { Session } from '../schoolData.ts'

const minutes = (all: readonly Session[]) => sum(all.map((s) => s.minutes))
const day = (s: Session) => s.started_at.slice(0, 10)
const seconds = (moment: string) => Date.parse(`${moment.replace(' ', 'T')}Z`) / 1000

const tops =
  (unit: (s: Session) => string): Expectations[string] =>
  ({ sessions }, { from, to }) => {
    const within = sessions.filter((s) => day(s) >= String(from) && day(s) <= String(to))
    const counts = group(
      within,
      (s) => [unit(s), s.program],
      (all) => [all.length],
    )
    const best = Map.groupBy(order(counts, 1, -3, 2), ([when]) => when)
    return [...best.values()].map((rows) => rows[0]!)
  }

export const programs: Expectations = {
  programs_in_use_now: {
    given: ({ sessions }) => ({
      now: `${
        order(
          sessions.map((s) => [s.started_at]),
          -1,
        )[5]![0]
      }`,
      minutes: '20000',
    }),
    rows: ({ sessions }, parameters) => {
      const now = seconds(String(parameters.now))
      const begun = sessions
        .map((s) => ({ ...s, age: (now - seconds(s.started_at)) / 60 }))
        .filter((s) => s.age >= 0)
        .map((s) => ({ ...s, running: s.age < s.minutes, recent: s.age < Number(parameters.minutes) }))
      return order(
        group(
          begun.filter((s) => s.running || s.recent),
          (s) => s.program,
          (all) => [all.filter((s) => s.running).length, all.filter((s) => s.recent).length],
        ),
        -2,
        -3,
        1,
      )
    },
  },
  programs_by_day: ({ sessions }, { date }) =>
    order(
      group(
        sessions.filter((s) => day(s) === date),
        (s) => s.program,
        (all) => [all.length, minutes(all)],
      ),
      -2,
      1,
    ),
  programs_by_week: ({ sessions }, { date }) =>
    order(
      group(
        sessions.filter((s) => monday(s.started_at) === monday(String(date))),
        (s) => s.program,
        (all) => [all.length, minutes(all), distinct(all.map((s) => s.student))],
      ),
      -2,
      1,
    ),
  top_program_of_each_day: tops(day),
  top_program_of_each_week: tops((s) => monday(s.started_at)),
  program_hours_by_department: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => [s.who.department, s.program],
        (all) => [minutes(all) / 60],
      ),
      1,
      -3,
      2,
    ),
  program_hours_by_kind: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => [Number(s.started_at.slice(0, 4)), s.kind],
        (all) => [all.length, minutes(all) / 60],
      ),
      1,
      2,
    ),
  laboratory_use: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => s.laboratory,
        (all) => [all.length, distinct(all.map((s) => s.student)), minutes(all) / 60],
      ),
      1,
    ),
  laboratory_use_by_hour: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => Number(s.started_at.slice(11, 13)),
        (all) => [all.length],
      ),
      1,
    ),
  program_users: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => [s.program, s.kind],
        (all) => {
          const users = distinct(all.map((s) => s.student))
          return [users, all.length, minutes(all) / 60 / users]
        },
      ),
      -3,
      1,
    ),
  program_use_of_students: ({ people, sessions }) => {
    const of = Map.groupBy(sessions, (s) => s.student)
    const hours = (student: string, kind: string) =>
      minutes((of.get(student) ?? []).filter((s) => s.kind === kind)) / 60
    return order(
      people.map(({ student }) => [
        student,
        ...['coding', 'design', 'statistics', 'office'].map((kind) => hours(student, kind)),
      ]),
      1,
    )
  },
  session_lengths: ({ sessions }) =>
    order(
      group(
        sessions,
        (s) => s.program,
        (all) => [
          all.length,
          ...[0.5, 0.9].map((at) =>
            quantile(
              all.map((s) => s.minutes),
              at,
            ),
          ),
        ],
      ),
      1,
    ),
}
