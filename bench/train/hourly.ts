import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from '../../services/bikes/generate.ts'
import { type Matrix, matrixFromRows } from '../../services/learn/matrix.ts'
import { fitOneHot, oneHot } from '../../services/learn/oneHot.ts'
import { fitStandardScaler, standardize } from '../../services/learn/standardScaler.ts'
import { timeSeriesSplit } from '../../services/learn/timeSeriesSplit.ts'

/** Scikit-learn's hourly example ("Time-related feature engineering") as arrays. */
export interface Hourly {
  readonly origin: string
  /** Raw columns, for trees. */
  readonly features: Matrix
  /** One-hot categories and scaled numbers, for ridge. */
  readonly linear: Matrix
  /** Share of the largest demand. */
  readonly target: Float64Array
}

const columns = [
  'season',
  'yr',
  'mnth',
  'hr',
  'holiday',
  'weekday',
  'workingday',
  'weathersit',
  'temp',
  'atemp',
  'hum',
  'windspeed',
]
const categories = ['season', 'holiday', 'workingday', 'weathersit']
const largestDemand = 977

/** Reads `bikes/hour.csv` below `directory`, or generates it where that is not given. */
export function readHourly(directory: string | undefined): Hourly {
  const file = directory === undefined ? undefined : join(directory, 'bikes', 'hour.csv')
  if (file !== undefined && !existsSync(file)) throw new Error(`${file} does not exist`)
  const text = new TextDecoder().decode(file === undefined ? generate(1) : readFileSync(file))
  const [header, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  const rows = lines.map((cells) => columns.map((column) => Number(cells[header.indexOf(column)])))
  const weather = columns.indexOf('weathersit')
  for (const row of rows) row[weather] = Math.min(row[weather], 3)
  const features = matrixFromRows(rows)
  const encoder = fitOneHot(
    features,
    categories.map((name) => columns.indexOf(name)),
  )
  const encoded = oneHot(encoder, features)
  return {
    origin: file ?? 'generated, seed 1',
    features,
    linear: standardize(fitStandardScaler(encoded), encoded),
    target: Float64Array.from(lines, (cells) => Number(cells[header.indexOf('cnt')]) / largestDemand),
  }
}

export const hourlyFolds = (rows: number) =>
  timeSeriesSplit(rows, { nSplits: 5, gap: 48, maxTrainSize: 10_000, testSize: 1000 })
