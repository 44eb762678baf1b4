import { createRandom, type Random } from '../learn/random.ts'
import { calendarOf, firstYear, formatHour, isWorkingday, millisecondsPerHour } from './calendar.ts'
import { columns, units } from './columns.ts'
import { holidaysOf } from './holidays.ts'
import { expectedDemand } from './truth.ts'
import { weatherSequence } from './weather.ts'

const hoursPerDay = 24 * millisecondsPerHour
const years = [firstYear, firstYear + 1]

/** Hours that the record lacks, as real ones do: some of the quietest at night, and one storm of a day and a half. */
function gapTest(random: Random): (time: number, hour: number) => boolean {
  const storm = Date.UTC(years[1], 9, 29)
  return (time, hour) =>
    (time >= storm && time < storm + 1.5 * hoursPerDay) ||
    (hour >= 2 && hour <= 5 && random.uniform() < 0.035)
}

/** A day on which the humidity sensor failed and wrote 0. */
const sensorFailure = formatHour(Date.UTC(firstYear, 2, 10)).slice(0, 10)

/**
 * Two years of `hour.csv` for a city that does not exist: the columns, units, gaps and habits of a real one.
 * The same seed gives the same bytes.
 */
export function generate(seed: number): Uint8Array {
  const random = createRandom(seed)
  const weatherAt = weatherSequence(random)
  const isGap = gapTest(random)
  const holidays = new Set(years.flatMap((year) => [...holidaysOf(year)]))
  const lines = [columns.map(({ name }) => name).join(',')]
  let mood = 0

  for (
    let time = Date.UTC(years[0], 0, 1);
    time < Date.UTC(years.at(-1)! + 1, 0, 1);
    time += millisecondsPerHour
  ) {
    const calendar = calendarOf(time)
    const conditions = weatherAt(time)
    const holiday = holidays.has(time - calendar.hour * millisecondsPerHour)
    const workingday = isWorkingday({ ...calendar, holiday })
    mood = 0.9 * mood + 0.06 * random.normal()
    const mean = expectedDemand(calendar, workingday, conditions) * Math.exp(mood)
    const demand = Math.max(1, Math.round(mean + Math.sqrt(mean * (1 + mean / 60)) * random.normal() * 0.6))
    const leisure = (workingday ? 0.12 : 0.32) * (0.5 + Math.max(0, conditions.temperature) / 40)
    const casual = Math.round(demand * leisure)
    if (isGap(time, calendar.hour)) continue

    const day = formatHour(time).slice(0, 10)
    const felt = conditions.temperature + 0.03 * (conditions.humidity - 60) - 0.08 * conditions.windspeed
    lines.push(
      [
        lines.length,
        day,
        calendar.season,
        calendar.year,
        calendar.month,
        calendar.hour,
        Number(holiday),
        calendar.weekday,
        Number(workingday),
        conditions.weather,
        Number(units.temperature.toFile(conditions.temperature).toFixed(2)),
        Number(units.feelsLike.toFile(felt).toFixed(4)),
        day === sensorFailure ? 0 : units.humidity.toFile(conditions.humidity),
        Number(units.windspeed.toFile(conditions.windspeed).toFixed(4)),
        casual,
        demand - casual,
        demand,
      ].join(','),
    )
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}
