import { isWeekend } from './calendar.ts'
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
  hours.forEach((hour, row) => {
    const workingday = !hour.holiday && !isWeekend(hour.weekday)
    const values = { ...hour, holiday: Number(hour.holiday), workingday: Number(workingday) }
    featureNames.forEach((name, column) => {
      matrix[row * featureCount + column] = values[name]
    })
  })
  return matrix
}

export const demands = (hours: readonly Hour[]): Float64Array =>
  Float64Array.from(hours, (hour) => hour.demand)
