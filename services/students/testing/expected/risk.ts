import { type Expectations, mean, order, sum } from '../expectations.ts'

export const risk: Expectations = {
  student_features: (data) =>
    order(
      data.people.map(({ student, department_id, status, scholarship, admission_score }) => {
        const own = <T extends { student: string }>(rows: readonly T[]) =>
          rows.filter((row) => row.student === student)
        const scores = own(data.grades).map((g) => g.score)
        const attendance = own(data.attendance)
        const sessions = sum(attendance.map((a) => a.sessions))
        const activities = own(data.activities)
        return [
          ...[student, department_id, status, scholarship, admission_score],
          ...[scores.length, mean(scores), scores.filter((score) => score < 50).length],
          sessions === 0 ? null : sum(attendance.map((a) => a.attended)) / sessions,
          sessions === 0 ? null : sum(attendance.map((a) => a.late)) / sessions,
          ...[sum(activities.map((a) => a.hours)), activities.filter((a) => a.kind === 'internship').length],
          ...[own(data.loans).length, sum(own(data.sessions).map((s) => s.minutes)) / 60],
        ]
      }),
      1,
    ),
  risk_signals: ({ people, grades, attendance }, { year, term, score, share }) => {
    const now = <T extends { student: string; year: number; term: number }>(
      rows: readonly T[],
      student: string,
    ) => rows.filter((row) => row.student === student && row.year === year && row.term === term)
    const rows = people
      .filter((p) => p.status === 'enrolled')
      .map(({ student }) => {
        const scores = now(grades, student).map((g) => g.score)
        const courses = now(attendance, student)
        const low = scores.length > 0 && mean(scores)! < Number(score)
        const failed = scores.some((one) => one < 50)
        const rarely =
          sum(courses.map((a) => a.attended)) / sum(courses.map((a) => a.sessions)) < Number(share)
        return [student, low, failed, rarely, Number(low) + Number(failed) + Number(rarely)]
      })
    return order(
      rows.filter((row) => Number(row[4]) > 0),
      -5,
      1,
    )
  },
  students_without_records: {
    given: () => ({ term: '2' }),
    rows: ({ people, grades, registrations }, { year, term }) => {
      const seen = new Set(
        [...grades, ...registrations].flatMap((r) => (r.year === year && r.term === term ? [r.student] : [])),
      )
      return order(
        people
          .filter((p) => p.status === 'enrolled' && !seen.has(p.student))
          .map((p) => [p.student, p.admission_year, grades.filter((g) => g.student === p.student).length]),
        1,
      )
    },
  },
}
