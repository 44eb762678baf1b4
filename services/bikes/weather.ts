import type { Random } from '../learn/random.ts'
import { calendarOf } from './calendar.ts'
import type { Conditions } from './truth.ts'

const hoursPerYear = 8766
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))

/** Share of hours in which the sky stays, clears up (negative) or closes in, for each of its four states. */
const staysFor = [0.94, 0.9, 0.8, 0.3]
const closesIn = [1, 0.35, 0.02, 0]

/**
 * Weather of one hour after another: temperature with a yearly and a daily wave and slow, correlated anomalies; a
 * Markov chain for the sky; humidity that follows both.
 */
export function weatherSequence(random: Random): (time: number) => Conditions {
  let anomaly = 0
  let damp = 0
  let wind = 12
  let sky = 0
  return (time) => {
    const { hour } = calendarOf(time)
    const yearly = Math.cos((2 * Math.PI * (time / 3_600_000 - 200 * 24)) / hoursPerYear)
    const daily = Math.cos((2 * Math.PI * (hour - 15)) / 24)
    anomaly = 0.995 * anomaly + 0.35 * random.normal()
    damp = 0.97 * damp + 3 * random.normal()
    wind = 0.9 * wind + 1.3 + 3 * random.normal()
    if (random.uniform() > staysFor[sky]) sky += random.uniform() < closesIn[sky] ? 1 : -1
    return {
      temperature: clamp(14.5 + 11.5 * yearly + 4 * daily + anomaly - sky, -7, 39),
      humidity: clamp(Math.round(58 - 14 * daily + 9 * sky + damp), 16, 100),
      windspeed: wind < 5 ? 0 : Math.min(wind, 57),
      weather: sky + 1,
    }
  }
}
