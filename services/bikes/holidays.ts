const day = 86_400_000

const weekdayOf = (time: number) => new Date(time).getUTCDay()

function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = Date.UTC(year, month - 1, 1)
  return first + (((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1)) * day
}

function lastMonday(year: number, month: number): number {
  const fifth = nthWeekday(year, month, 1, 5)
  return new Date(fifth).getUTCMonth() === month - 1 ? fifth : fifth - 7 * day
}

/** A Saturday's holiday is kept on Friday, a Sunday's on Monday. */
function observed(time: number): number {
  const weekday = weekdayOf(time)
  if (weekday === 6) return time - day
  return weekday === 0 ? time + day : time
}

/** Public holidays of Washington D.C., as milliseconds since 1970 of their first hour, local time read as UTC. */
export function holidaysOf(year: number): Set<number> {
  const fixed = (month: number, date: number) => observed(Date.UTC(year, month - 1, date))
  return new Set([
    fixed(1, 1),
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    fixed(4, 16),
    lastMonday(year, 5),
    fixed(7, 4),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 10, 1, 2),
    fixed(11, 11),
    nthWeekday(year, 11, 4, 4),
    fixed(12, 25),
  ])
}
