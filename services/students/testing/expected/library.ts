import { days, distinct, type Expectations, group, mean, order, rankOf, share, sum } from '../expectations.ts'
import type { Loan } from '../schoolData.ts'

const yearOf = (loan: Loan) => Number(loan.loaned_on.slice(0, 4))

export const library: Expectations = {
  popular_books: ({ loans }, { year, top }) =>
    order(
      group(
        loans.filter((l) => yearOf(l) === year),
        (l) => [l.book_id, l.book.title],
        (all) => [all.length],
      ),
      -3,
      1,
    ).slice(0, Number(top)),
  popular_books_by_department_and_year: ({ loans }, { top }) => {
    const shelves = Map.groupBy(loans, (l) => JSON.stringify([l.who.department, yearOf(l)]))
    const rows = [...shelves].flatMap(([shelf, all]) => {
      const counts = group(
        all,
        (l) => [l.book_id, l.book.title],
        (some) => [some.length],
      )
      const values = counts.map((row) => Number(row[2]))
      return counts.map((row) => [...JSON.parse(shelf), rankOf(Number(row[2]), values), ...row])
    })
    return order(
      rows.filter((row) => row[2] <= Number(top)),
      1,
      2,
      3,
      4,
    )
  },
  loans_by_month: ({ loans }, { year }) =>
    order(
      group(
        loans.filter((l) => yearOf(l) === year),
        (l) => `${l.loaned_on.slice(0, 7)}-01`,
        (all) => [all.length, distinct(all.map((l) => l.student))],
      ),
      1,
    ),
  loans_by_department: ({ people, loans }) =>
    order(
      group(
        people,
        (p) => p.department,
        (all) => {
          const count = loans.filter((l) => l.who.department === all[0]!.department).length
          return [count, count / all.length]
        },
      ),
      1,
    ),
  readers_by_department: ({ people, loans }) => {
    const readers = new Set(loans.map((l) => l.student))
    return order(
      group(
        people,
        (p) => p.department,
        (all) => [
          all.filter((p) => readers.has(p.student)).length,
          share(all, (p) => readers.has(p.student)),
        ],
      ),
      1,
    )
  },
  books_never_loaned: ({ books, loans }) => {
    const loaned = new Set(loans.map((l) => l.book_id))
    return order(
      books.filter((b) => !loaned.has(b.book_id)).map((b) => [b.book_id, b.title, b.department]),
      1,
    )
  },
  overdue_loans: {
    given: () => ({ date: '2025-12-01', days: '14' }),
    rows: ({ loans }, { date, days: allowed }) => {
      const day = String(date)
      const out = loans.filter((l) => l.loaned_on <= day && (l.returned_on === null || l.returned_on > day))
      const rows = out.map((l) => [
        l.student,
        l.book_id,
        l.loaned_on,
        days(l.loaned_on, day) - Number(allowed) * (l.renewals + 1),
      ])
      return order(
        rows.filter((row) => Number(row[3]) > 0),
        -4,
        1,
        2,
      )
    },
  },
  loan_days_by_department: ({ loans }) =>
    order(
      group(
        loans.filter((l) => l.returned_on !== null),
        (l) => l.book.department,
        (all) => [all.length, mean(all.map((l) => days(l.loaned_on, l.returned_on!)))],
      ),
      1,
    ),
  renewals_by_book: ({ loans }, { top }) =>
    order(
      group(
        loans,
        (l) => l.book_id,
        (all) => [all.length, sum(all.map((l) => l.renewals))],
      ),
      -3,
      1,
    ).slice(0, Number(top)),
  loans_outside_department: ({ loans }) =>
    order(
      group(
        loans,
        (l) => l.who.department,
        (all) => [all.length, share(all, (l) => l.book.department !== l.who.department)],
      ),
      1,
    ),
  heavy_readers: ({ loans }, { year, top }) =>
    order(
      group(
        loans.filter((l) => yearOf(l) === year),
        (l) => l.student,
        (all) => [all.length, distinct(all.map((l) => l.book_id))],
      ),
      -2,
      1,
    ).slice(0, Number(top)),
}
