import { distinct, type Expectations, group, mean, order, share, sum } from '../expectations.ts'
import type { Activity } from '../schoolData.ts'

const hours = (all: readonly Activity[]) => sum(all.map((a) => a.hours))
const yearOf = (a: Activity) => Number(a.started_on.slice(0, 4))

export const activities: Expectations = {
  activities_by_kind: ({ activities }) =>
    order(
      group(
        activities,
        (a) => a.kind,
        (all) => [
          all.length,
          distinct(all.map((a) => a.student)),
          mean(all.map((a) => a.hours)),
          share(all, (a) => a.awarded),
        ],
      ),
      -2,
      1,
    ),
  activities_by_department: ({ activities }) =>
    order(
      group(
        activities,
        (a) => a.who.department,
        (all) => [all.length, hours(all)],
      ),
      1,
    ),
  activities_by_year: ({ activities }) =>
    order(
      group(activities, yearOf, (all) => [all.length, hours(all)]),
      1,
    ),
  most_active_students: ({ activities }, { top }) =>
    order(
      group(
        activities,
        (a) => a.student,
        (all) => [all.length, hours(all)],
      ),
      -3,
      1,
    ).slice(0, Number(top)),
  award_winners: ({ activities }, { year }) =>
    order(
      group(
        activities.filter((a) => a.awarded && yearOf(a) === year),
        (a) => [a.student, a.kind],
        (all) => [all.length],
      ),
      1,
      2,
    ),
  students_without_activities: ({ people, activities }) => {
    const active = new Set(activities.map((a) => a.student))
    return order(
      group(
        people,
        (p) => p.department,
        (all) => {
          const idle = all.filter((p) => !active.has(p.student)).length
          return [idle, idle / all.length]
        },
      ),
      -3,
      1,
    )
  },
  internships_and_employment: ({ outcomes, activities }) => {
    const interns = Map.groupBy(
      activities.filter((a) => a.kind === 'internship'),
      (a) => a.student,
    )
    return order(
      group(
        outcomes.filter((o) => o.who.status === 'graduated'),
        (o) => Math.min(3, interns.get(o.student)?.length ?? 0),
        (all) => [all.length, share(all, (o) => o.outcome === 'employed')],
      ),
      1,
    )
  },
}
