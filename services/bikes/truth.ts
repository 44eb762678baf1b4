import type { CalendarHour } from './calendar.ts'

const workingProfile = [
  36, 16, 8, 5, 6, 26, 105, 290, 470, 240, 135, 160, 200, 198, 186, 204, 295, 520, 485, 345, 248, 184, 136,
  88,
]
const freeProfile = [
  92, 70, 53, 26, 9, 9, 19, 44, 106, 172, 254, 315, 362, 371, 363, 358, 350, 322, 282, 232, 176, 142, 116, 86,
]

export interface Conditions {
  /** °C */
  readonly temperature: number
  /** % */
  readonly humidity: number
  /** km/h */
  readonly windspeed: number
  /** 1 to 4 */
  readonly weather: number
}

/** Rides expected in an hour of the made-up city: what the generator adds noise to, and a model should find. */
export function expectedDemand(at: CalendarHour, workingday: boolean, conditions: Conditions): number {
  const { temperature, humidity, windspeed, weather } = conditions
  const profile = (workingday ? workingProfile : freeProfile)[at.hour]
  const growth = [0.76, 1.24][at.year] ?? 1.24
  const comfort = Math.exp(-(((temperature - 26) / 19) ** 2)) * 1.35
  const late = at.month >= 9 && at.month <= 11 ? 1.15 : 1
  const sky = [1, 0.93, 0.55, 0.3][weather - 1]
  const air = (1 - 0.004 * Math.max(0, humidity - 60)) * (1 - 0.006 * Math.max(0, windspeed - 15))
  const friday = workingday && at.weekday === 5 && at.hour > 19 ? 1.15 : 1
  return profile * growth * comfort * late * sky * air * friday
}
