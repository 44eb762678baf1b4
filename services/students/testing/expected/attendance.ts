import { band, distinct, type Expectations, group, mean, order, sum } from '../expectations.ts'
import type { Attendance, SchoolData } from '../schoolData.ts'

const sessions = (all: readonly Attendance[]) => sum(all.map((a) => a.sessions))
const attended = (all: readonly Attendance[]) => sum(all.map((a) => a.attended)) / sessions(all)
const late = (all: readonly Attendance[]) => sum(all.map((a) => a.late)) / sessions(all)

/** Attended shares beside the scores of the same courses. */
function scored({ attendance, grades }: SchoolData) {
  const key = (one: { student: string; course_id: string; year: number; term: number }) =>
    `${one.student} ${one.course_id} ${one.year} ${one.term}`
  const scores = new Map(grades.map((g) => [key(g), g.score]))
  return attendance
    .filter((a) => scores.has(key(a)))
    .map((a) => ({
      department: a.who.department,
      share: a.attended / a.sessions,
      score: scores.get(key(a))!,
    }))
}

export const attendance: Expectations = {
  attendance_by_department: ({ attendance }) =>
    order(
      group(
        attendance,
        (a) => a.who.department,
        (all) => [sessions(all), attended(all), late(all)],
      ),
      1,
    ),
  attendance_by_course: ({ attendance }, { year }) =>
    order(
      group(
        attendance.filter((a) => a.year === year),
        (a) => a.course_id,
        (all) => [all.length, attended(all)],
      ),
      1,
    ),
  attendance_by_year: ({ attendance }) =>
    order(
      group(
        attendance,
        (a) => [a.year, a.term],
        (all) => [distinct(all.map((a) => a.student)), attended(all)],
      ),
      1,
      2,
    ),
  attendance_of_student: {
    given: ({ attendance }) => ({ student: attendance[0]!.student }),
    rows: ({ attendance }, { student }) =>
      order(
        group(
          attendance.filter((a) => a.student === student),
          (a) => [a.year, a.term],
          (all) => [sessions(all), sum(all.map((a) => a.attended)), sum(all.map((a) => a.late))],
        ),
        1,
        2,
      ),
  },
  students_rarely_present: ({ attendance }, { year, term, share }) =>
    order(
      group(
        attendance.filter((a) => a.year === year && a.term === term),
        (a) => a.student,
        (all) => [all.length, attended(all)],
      ).filter((row) => Number(row[2]) < Number(share)),
      3,
      1,
    ),
  attendance_and_score: (data) =>
    order(
      group(
        scored(data),
        (one) => band(Math.floor(one.share * 1000 + 1e-9) / 10),
        (all) => [all.length, mean(all.map((one) => one.score))],
      ),
      1,
    ),
  attendance_score_correlation: (data) =>
    order(
      group(
        scored(data),
        (one) => one.department,
        (all) => {
          const x = mean(all.map((one) => one.share))!
          const y = mean(all.map((one) => one.score))!
          const xy = sum(all.map((one) => (one.share - x) * (one.score - y)))
          const xx = sum(all.map((one) => (one.share - x) ** 2))
          const yy = sum(all.map((one) => (one.score - y) ** 2))
          return [all.length, xy / Math.sqrt(xx * yy), xy / xx]
        },
      ),
      1,
    ),
  attendance_by_status: ({ attendance }) =>
    order(
      group(
        attendance,
        (a) => a.who.status,
        (all) => [distinct(all.map((a) => a.student)), attended(all)],
      ),
      1,
    ),
  attendance_falling: {
    given: () => ({ fall: '0.03' }),
    rows: ({ attendance }, { year, fall }) => {
      const rows = group(
        attendance.filter((a) => a.year === year),
        (a) => a.student,
        (all) => {
          const [autumn, spring] = [1, 2].map((term) => all.filter((a) => a.term === term))
          return [attended(autumn!), attended(spring!)]
        },
      )
      const falls = rows
        .map(([student, autumn, spring]) => [student!, autumn!, spring!, Number(autumn) - Number(spring)])
        .filter((row) => Number(row[3]) >= Number(fall))
      return order(falls, -4, 1).map((row) => row.slice(0, 3))
    },
  },
}
