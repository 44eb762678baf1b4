import { type Expectations, group, order, share, sum } from '../expectations.ts'
import type { Registration, SchoolData } from '../schoolData.ts'

interface Key {
  readonly course_id: string
  readonly year: number
  readonly term: number
}
const key = ({ course_id, year, term }: Key) => `${course_id} ${year} ${term}`
const requests = ({ registrations }: SchoolData) => registrations.filter((r) => r.action === 'register')
const requestsOf = (data: SchoolData) => Map.groupBy(requests(data), key)

export const registrations: Expectations = {
  competition_by_course: {
    given: () => ({ now: '2025-08-22T12:00:00' }),
    rows: (data, { year, term, now }) => {
      const asked = requestsOf(data)
      const rows = data.offerings
        .filter((o) => o.year === year && o.term === term)
        .map((o) => {
          const before = (asked.get(key(o)) ?? []).filter(
            (r) => r.registered_at <= String(now).replace('T', ' '),
          )
          return [o.course_id, o.course.title, o.capacity, before.length, before.length / o.capacity]
        })
      return order(rows, -5, 1)
    },
  },
  competition_by_department: (data, { year }) =>
    order(
      group(
        data.offerings.filter((o) => o.year === year),
        (o) => o.course.department,
        (all) => {
          const seats = sum(all.map((o) => o.capacity))
          const asked = requests(data).filter(
            (r) => r.year === year && r.course.department === all[0]!.course.department,
          )
          return [seats, asked.length, asked.length / seats]
        },
      ),
      1,
    ),
  competition_by_hour: (data, { course_id, year, term }) => {
    const is = (one: Key) => one.course_id === course_id && one.year === year && one.term === term
    const { capacity } = data.offerings.find(is)!
    const hours = requests(data)
      .filter(is)
      .map((r) => `${r.registered_at.slice(0, 13)}:00:00`)
    const rows = [...new Set(hours)].map((hour) => {
      const count = hours.filter((other) => other <= hour).length
      return [hour, count, count / capacity]
    })
    return order(rows, 1)
  },
  most_contested_courses: (data, { top }) => {
    const asked = requestsOf(data)
    const rows = group(
      data.offerings.filter((o) => asked.has(key(o))),
      (o) => o.course_id,
      (all) => {
        const seats = sum(all.map((o) => o.capacity))
        const count = sum(all.map((o) => asked.get(key(o))!.length))
        return [seats, count, count / seats]
      },
    )
    return order(rows, -4, 1).slice(0, Number(top))
  },
  courses_with_free_seats: (data, { year, term }) => {
    const change = ({ action, accepted }: Registration) => (action === 'withdraw' ? 1 : accepted ? -1 : 0)
    const all = Map.groupBy(data.registrations, key)
    const rows = data.offerings
      .filter((o) => o.year === year && o.term === term)
      .map((o) => [o.course_id, o.capacity, o.capacity + sum((all.get(key(o)) ?? []).map(change))])
    return order(
      rows.filter((row) => Number(row[2]) > 0),
      -3,
      1,
    )
  },
  refusals_by_student: (data, { top }) =>
    order(
      group(
        requests(data),
        (r) => r.student,
        (all) => [all.length, all.filter((r) => !r.accepted).length],
      ),
      -3,
      1,
    ).slice(0, Number(top)),
  refusals_by_department: (data) =>
    order(
      group(
        requests(data),
        (r) => r.course.department,
        (all) => [all.length, share(all, (r) => !r.accepted)],
      ),
      -3,
      1,
    ),
  withdrawals_by_course: ({ registrations }, { year }) =>
    order(
      group(
        registrations.filter((r) => r.year === year),
        (r) => r.course_id,
        (all) => {
          const back = all.filter((r) => r.action === 'withdraw').length
          const given = all.filter((r) => r.action === 'register' && r.accepted).length
          return [back, given === 0 ? null : back / given]
        },
      ).filter((row) => Number(row[1]) > 0),
      -2,
      1,
    ),
  courses_filled_at: (data, { year, term }) => {
    const asked = requestsOf(data)
    const rows = data.offerings
      .filter((o) => o.year === year && o.term === term)
      .flatMap((o) => {
        const moments = (asked.get(key(o)) ?? []).map((r) => r.registered_at).toSorted()
        const last = moments[o.capacity - 1]
        return last === undefined ? [] : [[o.course_id, o.capacity, last]]
      })
    return order(rows, 3, 1)
  },
  requests_by_hour: (data) =>
    order(
      group(
        requests(data),
        (r) => Number(r.registered_at.slice(11, 13)),
        (all) => [all.length, share(all, (r) => !r.accepted)],
      ),
      1,
    ),
}
