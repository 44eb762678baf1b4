export const millisecondsPerDay = 86_400_000
/** The first academic year of an invented school. */
export const firstYear = 2018
/** Twice the academic year and 0 for autumn, 1 for spring: the autumn of 2025 is the last term of an invented school. */
export const lastTerm = 2025 * 2
/** Length of a term. */
export const termDays = 105

/** Milliseconds since 1970 of the first day: 1 September, or 1 February of the next calendar year. */
export const termStart = (year: number, term: number): number =>
  term === 1 ? Date.UTC(year, 8, 1) : Date.UTC(year + 1, 1, 1)

/** Registration opens at 8 o'clock twelve days before the term, and lasts ten days. */
export const registrationOpens = (year: number, term: number): number =>
  termStart(year, term) - 12 * millisecondsPerDay + 8 * 3_600_000

/** `2021-09-01` */
export const dateText = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** `2021-09-01 08:30:00` */
export const timestampText = (time: number): string => {
  const text = new Date(time).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`
}
