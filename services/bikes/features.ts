import { isWorkingday } from './calendar.ts'
import type { Hour } from './clean.ts'

/** The columns of the tensor `features`, in this order. */
export const featureNames = [
  'season',
  'month',
  'hour',
  'holiday',
  'weekday',
  'workingday',
  'weather',
  'temperature',
  'feelsLike',
  'humidity',
  'windspeed',
  'year',
] as const

export type FeatureName = (typeof featureNames)[number]

/** What a prediction needs to know of an hour. */
export type HourInput = Omit<Hour, 'time' | 'demand' | 'workingday'>

export const featureCount = featureNames.length

/** Row-major, `hours.length` x 12. */
export function featureMatrix(hours: readonly HourInput[]): Float64Array {
  const matrix = new Float64Array(hours.length * featureCount)
  let at = 0
  for (const hour of hours) {
    matrix[at++] = hour.season
    matrix[at++] = hour.month
    matrix[at++] = hour.hour
    matrix[at++] = Number(hour.holiday)
    matrix[at++] = hour.weekday
    matrix[at++] = Number(isWorkingday(hour))
    matrix[at++] = hour.weather
    matrix[at++] = hour.temperature
    matrix[at++] = hour.feelsLike
    matrix[at++] = hour.humidity
    matrix[at++] = hour.windspeed
    matrix[at++] = hour.year
  }
  return matrix
}

export const demands = (hours: readonly Hour[]): Float64Array =>
  Float64Array.from(hours, (hour) => hour.demand)
