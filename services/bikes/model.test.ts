import { describe, expect, test } from 'vitest'
import { meanAbsoluteError } from '../learn/metrics.ts'
import { ModelError } from '../learn/modelFile.ts'
import { timeSeriesSplit } from '../learn/timeSeriesSplit.ts'
import { DataError } from '../runtime/errors.ts'
import { millisecondsPerHour } from './calendar.ts'
import { clean, type Hour } from './clean.ts'
import { demands, featureCount, featureMatrix, featureNames } from './features.ts'
import { generate } from './generate.ts'
import { evaluateModel, predictDemand, trainModel } from './model.ts'
import { decodeBikes, encodeBikes } from './modelFile.ts'
import { parameters } from './parameters.ts'
import { leastHours, splitByTime } from './split.ts'
import { realFile } from './testing/realFile.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean absolute error of predicting the mean demand of the same hour on the same kind of day. */
function hourlyMeanError(train: readonly Hour[], test: readonly Hour[]): number {
  const groups = Map.groupBy(train, ({ hour, workingday }) => `${hour} ${workingday}`)
  const means = new Map([...groups].map(([key, hours]) => [key, mean(hours.map(({ demand }) => demand))]))
  return meanAbsoluteError(
    demands(test),
    test.map(({ hour, workingday }) => means.get(`${hour} ${workingday}`)!),
  )
}

const { examples } = clean(generate(1))
const { train, test: later } = splitByTime(examples)
const trained = (given: object) => trainModel(train, parameters.parse(given))
const boosting = trained({})
const ridge = trained({ algorithm: 'ridge' })

describe('the split', () => {
  test('puts every later hour two days or more after the last one of training', () => {
    expect(later[0].time - train.at(-1)!.time).toBeGreaterThan(48 * millisecondsPerHour)
    expect(later.length).toBe(Math.floor(examples.length * 0.15))
    expect(train.length + later.length).toBeGreaterThan(examples.length - 50)
  })

  test('needs a month', () => {
    expect(() => splitByTime(examples.slice(0, leastHours - 1))).toThrow(
      '719 usable hours; at least 720 are needed',
    )
    expect(splitByTime(examples.slice(0, leastHours)).train.length).toBeGreaterThan(500)
  })

  test('needs some demand before the later data', () => {
    const idle = examples.map((hour) => (hour.time < later[0].time ? { ...hour, demand: 0 } : hour))
    expect(() => splitByTime(idle)).toThrow(DataError)
    expect(() => splitByTime(idle)).toThrow('cnt is 0 in every hour before the later data')
  })
})

describe('features', () => {
  test('are in their documented order', () => {
    const hour = train.find(({ humidity }) => !Number.isNaN(humidity))!
    const row = featureMatrix([hour])
    expect(row).toHaveLength(featureCount)
    featureNames.forEach((name, i) => {
      expect(row[i]).toBe(Number(hour[name]))
    })
  })
})

test('any number of hours is learnt from, such as those of 25 years', () => {
  const hours = Array.from({ length: 13 }, () => train).flat()
  const { firstYear, lastYear } = trainModel(hours, parameters.parse({ maxIter: 1 }))
  expect([firstYear, lastYear]).toEqual([0, 1])
})

describe('boosting', () => {
  test('finds the truth of the made-up city: its error is below half of that of hourly means', () => {
    const { mae, r2 } = evaluateModel(boosting, later)
    expect(mae).toBeLessThan(hourlyMeanError(train, later) / 2)
    expect(r2).toBeGreaterThan(0.9)
  })

  test('is better than ridge, which is better than hourly means', () => {
    const [boosted, ridged] = [boosting, ridge].map((model) => evaluateModel(model, later).mae)
    expect(boosted).toBeLessThan(ridged / 1.5)
    expect(ridged).toBeLessThan(hourlyMeanError(train, later))
  })

  test('gives the same bytes for the same hours and parameters', () => {
    const few = () => encodeBikes(trained({ maxIter: 5 }))
    expect(few()).toEqual(few())
  })
})

describe.each([
  ['boosting', boosting],
  ['ridge', ridge],
])('%s', (_, model) => {
  const features = featureMatrix(later)

  test('predicts the same after its file is written and read', () => {
    expect(predictDemand(decodeBikes(encodeBikes(model)), features)).toEqual(predictDemand(model, features))
  })

  test('never predicts less than nothing, whatever the features', () => {
    const wild = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e300, 1e300, 0]
    for (const value of wild.slice(model.algorithm === 'ridge' ? 3 : 0)) {
      const [demand] = predictDemand(model, new Float64Array(featureCount).fill(value))
      expect(demand).toBeGreaterThanOrEqual(0)
    }
  })

  test('takes the last year it has seen for the years after it', () => {
    const [hour] = later
    const in2012 = predictDemand(model, featureMatrix([hour]))
    expect(predictDemand(model, featureMatrix([{ ...hour, year: 14 }]))).toEqual(in2012)
    expect(predictDemand(model, featureMatrix([{ ...hour, year: 0 }]))).not.toEqual(in2012)
  })

  test('refuses its file truncated or altered anywhere', () => {
    const bytes = encodeBikes(model)
    for (const share of [0, 0.001, 0.1, 0.5, 0.9, 0.999]) {
      const at = Math.floor(bytes.length * share)
      expect(() => decodeBikes(bytes.subarray(0, at))).toThrow(ModelError)
      const altered = bytes.slice()
      altered[at] ^= 1
      expect(() => decodeBikes(altered)).toThrow(ModelError)
    }
  })
})

describe.skipIf(realFile === undefined)('on the real file, below the directory ATOLL_TEST_DATA', () => {
  const hours = realFile === undefined ? [] : clean(realFile).examples

  test('cleaning finds the failed sensors and nothing else', () => {
    expect(clean(realFile!)).toMatchObject({
      rowsRead: 17_379,
      rules: {
        ...{
          repeated_row_dropped: 0,
          inconsistent_total_dropped: 0,
          calendar_recomputed: 0,
          out_of_order: 0,
        },
        ...{ humidity_missing: 22, feels_like_missing: 29, heavy_rain_joined: 3 },
      },
    })
  })

  test("by scikit-learn's protocol the error is below that of its own gradient boosting, 0.0426", () => {
    const folds = timeSeriesSplit(hours.length, { nSplits: 5, gap: 48, maxTrainSize: 10_000, testSize: 1000 })
    const errors = folds.map(({ train, test }) => {
      const model = trainModel(hours.slice(train.start, train.end), parameters.parse({}))
      return evaluateModel(model, hours.slice(test.start, test.end)).mae_normalised
    })
    expect(mean(errors)).toBeLessThan(0.0426)
  })
})
