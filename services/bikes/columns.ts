import { firstYear } from './calendar.ts'

/** A column of `hour.csv`: what its fields must be. */
export interface Column {
  readonly name: string
  readonly kind: 'integer' | 'number' | 'date'
  /** Of a date: milliseconds since 1970. */
  readonly min: number
  readonly max: number
  readonly meaning: string
}

const integer = (name: string, min: number, max: number, meaning: string): Column => ({
  name,
  kind: 'integer',
  min,
  max,
  meaning,
})
const number = (name: string, min: number, max: number, meaning: string): Column => ({
  name,
  kind: 'number',
  min,
  max,
  meaning,
})

/** In the order of the file; a file may have them in any order, and others besides. */
export const columns = [
  integer('instant', 0, 1e9, 'number of the record'),
  {
    name: 'dteday',
    kind: 'date',
    min: Date.UTC(firstYear, 0, 1),
    max: Date.UTC(firstYear + 99, 11, 31),
    meaning: 'day, YYYY-MM-DD, local time',
  },
  integer('season', 1, 4, '1 winter, 2 spring, 3 summer, 4 autumn'),
  integer('yr', 0, 99, 'years since 2011'),
  integer('mnth', 1, 12, 'month'),
  integer('hr', 0, 23, 'hour of the day, local time'),
  integer('holiday', 0, 1, '1 on a public holiday'),
  integer('weekday', 0, 6, 'day of the week, 0 is Sunday'),
  integer('workingday', 0, 1, '1 on days that are neither weekend nor holiday'),
  integer('weathersit', 1, 4, '1 clear, 2 mist, 3 light rain or snow, 4 heavy rain or snow'),
  number('temp', -0.5, 1.5, 'temperature, (°C + 8) / 47'),
  number('atemp', -0.5, 1.5, 'felt temperature, (°C + 16) / 66'),
  number('hum', 0, 1, 'relative humidity, % / 100'),
  number('windspeed', 0, 3, 'wind speed, km/h / 67'),
  integer('casual', 0, 1e6, 'rides by casual users'),
  integer('registered', 0, 1e6, 'rides by registered users'),
  integer('cnt', 0, 2e6, 'rides in the hour'),
] as const satisfies readonly Column[]

export type ColumnName = (typeof columns)[number]['name']

/** The file's normalised units and the physical ones. */
export const units = {
  temperature: { toFile: (celsius: number) => (celsius + 8) / 47, fromFile: (temp: number) => temp * 47 - 8 },
  feelsLike: {
    toFile: (celsius: number) => (celsius + 16) / 66,
    fromFile: (atemp: number) => atemp * 66 - 16,
  },
  humidity: { toFile: (percent: number) => percent / 100, fromFile: (hum: number) => hum * 100 },
  windspeed: { toFile: (kmh: number) => kmh / 67, fromFile: (windspeed: number) => windspeed * 67 },
}
