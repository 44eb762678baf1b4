import { z } from 'zod'
import type { Route } from '../runtime/workload/serving.ts'
import { calendarOf, firstYear, isWorkingday, parseHour } from './calendar.ts'
import { featureMatrix, type HourInput } from './features.ts'
import { type BikesModel, predictDemand } from './model.ts'

const skies = { clear: 1, mist: 2, light_rain: 3, heavy_rain: 3 } as const
const seasons = ['winter', 'spring', 'summer', 'autumn'] as const
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

export const request = z.strictObject({
  hour: z
    .string()
    .refine((text) => parseHour(text) !== undefined, 'must be a whole hour from 1900 to 2100')
    .describe('local whole hour from 1900 to 2100, such as 2012-06-01T08'),
  temperature: z.number().min(-30).max(55).describe('temperature in °C'),
  feelsLike: z
    .number()
    .min(-50)
    .max(70)
    .optional()
    .describe('felt temperature in °C; the temperature if not given'),
  humidity: z.number().min(0).max(100).describe('relative humidity in %'),
  windspeed: z.number().min(0).max(200).describe('wind speed in km/h'),
  weather: z
    .enum(['clear', 'mist', 'light_rain', 'heavy_rain'])
    .describe('sky; heavy rain counts as light rain'),
  holiday: z.boolean().default(false).describe('whether the day is a public holiday'),
})

export const response = z.strictObject({
  demand: z.number().describe('expected rentals in that hour'),
  unit: z.literal('bikes/hour'),
  hour: z.string().describe('the hour asked for'),
  modelYear: z.int().describe('year whose level of demand was used: the nearest that the model has seen'),
  season: z.enum(seasons),
  weekday: z.enum(weekdays),
  workingday: z.boolean(),
})

export type BikesRequest = z.output<typeof request>
export type BikesResponse = z.output<typeof response>

/** What a request says, and its calendar, in the units of the features. */
export function hourOf(asked: BikesRequest): HourInput {
  return {
    ...calendarOf(parseHour(asked.hour)!),
    holiday: asked.holiday,
    weather: skies[asked.weather],
    temperature: asked.temperature,
    feelsLike: asked.feelsLike ?? asked.temperature,
    humidity: asked.humidity,
    windspeed: asked.windspeed,
  }
}

export const route: Route<BikesModel, BikesRequest, BikesResponse> = {
  path: '/predict',
  summary: 'Expected bike rentals in one hour',
  request,
  response,
  example: {
    hour: '2012-06-01T08',
    temperature: 24,
    feelsLike: 26,
    humidity: 60,
    windspeed: 12,
    weather: 'clear',
    holiday: false,
  },
  predict(model, asked) {
    const hour = hourOf(asked)
    const [demand] = predictDemand(model, featureMatrix([hour]))
    return {
      demand: Math.round(demand * 10) / 10,
      unit: 'bikes/hour',
      hour: asked.hour.slice(0, 13),
      modelYear: firstYear + Math.min(model.lastYear, Math.max(model.firstYear, hour.year)),
      season: seasons[hour.season - 1],
      weekday: weekdays[hour.weekday],
      workingday: isWorkingday(hour),
    }
  },
  predictions: ({ demand }) => [demand],
}
