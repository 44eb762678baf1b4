import { distinct, type Expectations, group, mean, order, share, sum } from '../expectations.ts'

export const courses: Expectations = {
  course_catalogue: ({ courses }, { department_id }) =>
    order(
      courses
        .filter((c) => c.department_id === department_id)
        .map((c) => [c.course_id, c.title, c.level, c.credits]),
      1,
    ),
  courses_by_level: ({ courses }) =>
    order(
      group(
        courses,
        (c) => c.level,
        (all) => [all.length, mean(all.map((c) => c.credits))],
      ),
      1,
    ),
  courses_nobody_took: {
    given: () => ({ year: '2018' }),
    rows: ({ offerings, grades }, { year }) => {
      const taken = new Set(grades.filter((g) => g.year === year).map((g) => g.course_id))
      return order(
        group(
          offerings.filter((o) => o.year === year && !taken.has(o.course_id)),
          (o) => o.course_id,
          (all) => [sum(all.map((o) => o.capacity))],
        ),
        1,
      )
    },
  },
  course_enrolments: ({ registrations }, { year, term }) =>
    order(
      group(
        registrations.filter((r) => r.year === year && r.term === term && r.accepted),
        (r) => r.course_id,
        (all) => [sum(all.map((r) => (r.action === 'register' ? 1 : -1)))],
      ),
      1,
    ),
  course_pairs: ({ grades }, { top }) => {
    const terms = Map.groupBy(grades, (g) => `${g.student} ${g.year} ${g.term}`)
    const pairs = [...terms.values()].flatMap((all) => {
      const ids = all.map((g) => g.course_id).toSorted()
      return ids.flatMap((first, i) => ids.slice(i + 1).map((second) => [first, second] as const))
    })
    return order(
      group(
        pairs,
        (pair) => pair,
        (all) => [all.length],
      ),
      -3,
      1,
      2,
    ).slice(0, Number(top))
  },
  elective_share_by_department: ({ grades }) =>
    order(
      group(
        grades,
        (g) => g.who.department,
        (all) => [all.length, share(all, (g) => g.course.department !== g.who.department)],
      ),
      1,
    ),
  seats_by_department: ({ offerings }, { year }) =>
    order(
      group(
        offerings.filter((o) => o.year === year),
        (o) => o.course.department,
        (all) => [distinct(all.map((o) => o.course_id)), sum(all.map((o) => o.capacity))],
      ),
      1,
    ),
  courses_of_career: ({ people, outcomes, grades }, { career, top }) => {
    const known = new Set(outcomes.map((o) => o.student))
    const finished = people.filter((p) => p.status === 'graduated' && known.has(p.student))
    const graduated = new Set(finished.map((p) => p.student))
    const inside = new Set(outcomes.filter((o) => o.career === career).map((o) => o.student))
    const both = [...graduated]
    const insiders = both.filter((student) => inside.has(student)).length
    const rows = group(
      grades.filter((g) => graduated.has(g.student)),
      (g) => g.course_id,
      (all) => {
        const own = all.filter((g) => inside.has(g.student)).length / insiders
        const other = all.filter((g) => !inside.has(g.student)).length / (both.length - insiders)
        return [own, other, own - other]
      },
    )
    return order(rows, -4, 1).slice(0, Number(top))
  },
}
