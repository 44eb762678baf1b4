export const millisecondsPerHour = 3_600_000
export const firstYear = 2011

/** The parts of a local hour that demand depends on. Local time is kept as if it were UTC, so each day has 24 hours. */
export interface CalendarHour {
  /** Years since 2011. */
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  /** 0 to 23 */
  readonly hour: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** 1 winter, 2 spring, 3 summer, 4 autumn; they begin on 21 December, 21 March, 21 June and 23 September. */
  readonly season: number
}

function seasonOf(month: number, day: number): number {
  const monthDay = month * 100 + day
  if (monthDay < 321 || monthDay >= 1221) return 1
  if (monthDay < 621) return 2
  return monthDay < 923 ? 3 : 4
}

/** @param time - milliseconds since 1970 of the local hour, read as UTC */
export function calendarOf(time: number): CalendarHour {
  const date = new Date(time)
  const month = date.getUTCMonth() + 1
  return {
    year: date.getUTCFullYear() - firstYear,
    month,
    hour: date.getUTCHours(),
    weekday: date.getUTCDay(),
    season: seasonOf(month, date.getUTCDate()),
  }
}

export const isWorkingday = ({ weekday, holiday }: { weekday: number; holiday: boolean }): boolean =>
  !holiday && weekday !== 0 && weekday !== 6

/** Milliseconds since 1970 of `2012-06-01`, read as UTC; undefined if there is no such day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : time
}

/** Local hour of `2012-06-01T08`, also written `2012-06-01T08:00` or with seconds, from 1900 to 2100. */
export function parseHour(text: string): number | undefined {
  const [, day, hour] =
    /^((?:19|20)\d{2}-\d{2}-\d{2}|2100-\d{2}-\d{2})T([01]\d|2[0-3])(?::00){0,2}$/.exec(text) ?? []
  const start = day === undefined ? undefined : parseDay(day)
  return start === undefined ? undefined : start + Number(hour) * millisecondsPerHour
}

/** `2012-06-01T08` */
export const formatHour = (time: number): string => new Date(time).toISOString().slice(0, 13)
