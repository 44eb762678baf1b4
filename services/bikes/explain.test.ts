import { describe, expect, test } from 'vitest'
import { ModelError } from '../learn/modelFile.ts'
import { clean } from './clean.ts'
import { explainDemand } from './explain.ts'
import { featureCount, featureMatrix, featureNames } from './features.ts'
import { generate } from './generate.ts'
import { predictDemand, trainModel } from './model.ts'
import { decodeBikes, encodeBikes } from './modelFile.ts'
import { monitored } from './monitored.ts'
import { parameters } from './parameters.ts'
import { robustnessSection } from './robustness.ts'
import { request, route } from './route.ts'

const { examples } = clean(generate(1))
const models = Object.fromEntries(
  (['boosting', 'ridge'] as const).map((algorithm) => [
    algorithm,
    trainModel(examples, parameters.parse({ algorithm, maxIter: 60 })),
  ]),
)
const featuresOf = (changes: object) =>
  monitored.features(models.boosting, request.parse({ ...route.example, ...changes }))

describe.each(['boosting', 'ridge'])('the explanation of %s', (algorithm) => {
  const model = models[algorithm]
  const link = algorithm === 'boosting' ? Math.exp : (demand: number) => Math.max(0, demand)

  test('adds up to the prediction, from what is expected of any hour', () => {
    for (const hour of examples.slice(0, 2000).filter((_, i) => i % 97 === 0)) {
      const features = featureMatrix([hour])
      const { baseline, prediction, contributions } = explainDemand(model, features)
      const sum = Array.from(contributions).reduce((total, value) => total + value, baseline)
      expect(sum).toBeCloseTo(prediction, 9)
      expect(link(prediction)).toBeCloseTo(predictDemand(model, features)[0], 6)
      expect(contributions).toHaveLength(featureCount)
    }
  })

  test('knows what the made-up city is made of: the hour tells most, rain takes away', () => {
    const of = (changes: object) => Array.from(explainDemand(model, featuresOf(changes)).contributions)
    const night = of({ hour: '2012-06-01T04' })
    expect(night.indexOf(Math.min(...night))).toBe(featureNames.indexOf('hour'))
    const weather = featureNames.indexOf('weather')
    expect(of({ weather: 'light_rain' })[weather]).toBeLessThan(of({})[weather])
    expect(of({ weather: 'light_rain' })[weather]).toBeLessThan(0)
  })

  test('takes a missing number, and a year after those of the training', () => {
    const hour = featureMatrix([{ ...examples[500], humidity: Number.NaN, year: 14 }])
    expect(link(explainDemand(model, hour).prediction)).toBeCloseTo(predictDemand(model, hour)[0], 6)
  })
})

describe('the reference', () => {
  const { boosting } = models

  test('is hours of the training, the same for the same seed, and kept in the file', () => {
    const rows = monitored.reference(boosting)
    expect(rows.length).toBe(500 * featureCount)
    const known = new Set(examples.map((hour) => featureMatrix([hour]).join()))
    for (let i = 0; i < rows.length; i += featureCount) {
      expect(known.has(rows.subarray(i, i + featureCount).join())).toBe(true)
    }
    expect(models.ridge.reference).toEqual(rows)
    expect(decodeBikes(encodeBikes(boosting)).reference).toEqual(rows)
  })

  test.each([
    ['no rows', new Float64Array(), '0 numbers of reference'],
    ['half a row', new Float64Array(18), '18 numbers of reference'],
    ['infinite numbers', new Float64Array(12).fill(Infinity), 'a reference that is infinite'],
  ])('with %s makes a file that is refused', (_, reference, message) => {
    const bytes = encodeBikes({ ...boosting, reference })
    expect(() => decodeBikes(bytes)).toThrow(ModelError)
    expect(() => decodeBikes(bytes)).toThrow(message)
  })
})

test('requests are watched in the year that the model takes them for', () => {
  const year = featureNames.indexOf('year')
  expect(featuresOf({ hour: '2026-06-01T08' })[year]).toBe(1)
  expect(featuresOf({ hour: '1999-06-01T08' })[year]).toBe(0)
})

test('the report says how far errors of the weather can move a prediction, and ridge moves as far as its slopes', () => {
  const { plots, text } = robustnessSection(models.ridge, examples.slice(-300))
  expect(text).toContain('temperature by 1 °C')
  const [plot] = plots
  if (plot.kind !== 'table') throw new Error('no table')
  const [median, tail, most] = plot.rows.map(([, moved]) => Number(moved))
  expect(median).toBeGreaterThan(0)
  expect(tail).toBeGreaterThanOrEqual(median)
  expect(most).toBeGreaterThanOrEqual(tail)
  expect(most - median).toBeLessThan(median)
})
