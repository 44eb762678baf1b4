import { DataError, type DataFault } from '../runtime/errors.ts'
import type { Cleaned } from '../runtime/workload/data.ts'
import { type CalendarHour, calendarOf, formatHour, isWorkingday, millisecondsPerHour } from './calendar.ts'
import { units } from './columns.ts'
import { type Row, readRows } from './readRows.ts'

/** One hour in physical units. */
export interface Hour extends CalendarHour {
  /** Milliseconds since 1970 of the local hour, read as UTC. */
  readonly time: number
  readonly holiday: boolean
  readonly workingday: boolean
  /** 1 clear, 2 mist, 3 rain or snow. */
  readonly weather: number
  /** °C */
  readonly temperature: number
  /** °C; NaN where the record is not believable. */
  readonly feelsLike: number
  /** %; NaN where the record is not believable. */
  readonly humidity: number
  /** km/h */
  readonly windspeed: number
  /** Bikes rented in the hour. */
  readonly demand: number
}

/** What cleaning does, by the names that are counted. */
export const rules = {
  repeated_row_dropped: 'the hour was read before with the same values',
  inconsistent_total_dropped: 'casual + registered is not cnt',
  humidity_missing: 'a humidity of 0 is a failed sensor',
  feels_like_missing: 'felt and measured temperature differ by more than 12 °C',
  heavy_rain_joined: 'heavy rain is too rare to learn and counts as rain',
  calendar_recomputed: 'season, year, month, weekday or working day contradict the date',
  out_of_order: 'the row came after a later hour',
} as const

const largestDroppedShare = 0.01

const timeOf = ({ values }: Row) => values.dteday + values.hr * millisecondsPerHour

function sameHour(a: Row, b: Row): boolean {
  const { instant: _a, ...one } = a.values
  const { instant: _b, ...other } = b.values
  return Object.entries(one).every(([name, value]) => other[name as keyof typeof other] === value)
}

/** @throws DataError if the file cannot be read, if two rows contradict each other, or too many rows are dropped */
export function clean(file: Uint8Array): Cleaned<Hour> {
  const rows = readRows(file)
  const counts = Object.fromEntries(Object.keys(rules).map((name) => [name, 0])) as Record<
    keyof typeof rules,
    number
  >
  const firstAt = new Map<number, Row>()
  const contradictions: DataFault[] = []
  const examples: Hour[] = []
  let latest = Number.NEGATIVE_INFINITY

  for (const row of rows) {
    const time = timeOf(row)
    const before = firstAt.get(time)
    if (before !== undefined) {
      if (sameHour(before, row)) counts.repeated_row_dropped++
      else
        contradictions.push({
          row: row.line,
          column: 'dteday, hr',
          value: formatHour(time),
          problem: `occurs with other values in row ${before.line}; an hour must occur once`,
        })
      continue
    }
    firstAt.set(time, row)
    if (time < latest) counts.out_of_order++
    latest = Math.max(latest, time)
    const { casual, registered, cnt } = row.values
    if (casual + registered !== cnt) counts.inconsistent_total_dropped++
    else examples.push(toHour(row, time, counts))
  }

  if (contradictions.length > 0) {
    throw new DataError(
      `${contradictions.length} hours occur twice with different values:`,
      contradictions.slice(0, 20),
    )
  }
  if (counts.inconsistent_total_dropped > rows.length * largestDroppedShare) {
    throw new DataError(
      `casual + registered is not cnt in ${counts.inconsistent_total_dropped} of ${rows.length} rows, ` +
        `more than ${largestDroppedShare * 100} %: the columns are mixed up or the export is broken`,
    )
  }
  return { examples: examples.sort((a, b) => a.time - b.time), rowsRead: rows.length, rules: counts }
}

function toHour({ values }: Row, time: number, counts: Record<keyof typeof rules, number>): Hour {
  const calendar = calendarOf(time)
  const holiday = values.holiday === 1
  const workingday = isWorkingday({ ...calendar, holiday })
  const temperature = units.temperature.fromFile(values.temp)
  const felt = units.feelsLike.fromFile(values.atemp)
  const believable = Math.abs(felt - temperature) <= 12
  if (!believable) counts.feels_like_missing++
  if (values.hum === 0) counts.humidity_missing++
  if (values.weathersit === 4) counts.heavy_rain_joined++
  const agrees =
    values.yr === calendar.year &&
    values.mnth === calendar.month &&
    values.season === calendar.season &&
    values.weekday === calendar.weekday &&
    values.workingday === Number(workingday)
  if (!agrees) counts.calendar_recomputed++
  return {
    ...calendar,
    time,
    holiday,
    workingday,
    weather: Math.min(values.weathersit, 3),
    temperature,
    feelsLike: believable ? felt : Number.NaN,
    humidity: values.hum === 0 ? Number.NaN : units.humidity.fromFile(values.hum),
    windspeed: units.windspeed.fromFile(values.windspeed),
    demand: values.cnt,
  }
}
