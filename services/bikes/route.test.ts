import { describe, expect, test } from 'vitest'
import { clean } from './clean.ts'
import { featureMatrix } from './features.ts'
import { generate } from './generate.ts'
import { predictDemand, trainModel } from './model.ts'
import { parameters } from './parameters.ts'
import { request, response, route } from './route.ts'
import { bikes } from './workload.ts'

const { examples } = clean(generate(1))
const model = trainModel(examples, parameters.parse({ maxIter: 60 }))
const ask = (changes: object = {}) => route.predict(model, request.parse({ ...route.example, ...changes }))

describe('POST /predict', () => {
  test('answers its own example', () => {
    const answer = ask()
    expect(response.parse(answer)).toEqual(answer)
    expect(answer).toMatchObject({ unit: 'bikes/hour', hour: '2012-06-01T08', modelYear: 2012 })
    expect(answer).toMatchObject({ season: 'spring', weekday: 'Friday', workingday: true })
    expect(answer.demand).toBeGreaterThan(100)
  })

  test('agrees with the tensor of the same hour', () => {
    const hour = examples.findLast(({ weather }) => weather === 1)!
    const [demand] = predictDemand(model, featureMatrix([hour]))
    const { temperature, feelsLike, humidity, windspeed, holiday, time } = hour
    const asked = { temperature, feelsLike, humidity, windspeed, holiday, weather: 'clear' }
    expect(ask({ ...asked, hour: new Date(time).toISOString().slice(0, 16) }).demand).toBeCloseTo(demand, 0)
  })

  test('knows rush hours, rain, holidays and a felt temperature that is not given', () => {
    expect(ask().demand).toBeGreaterThan(3 * ask({ hour: '2012-06-01T04' }).demand)
    expect(ask({ weather: 'light_rain' }).demand).toBeLessThan(ask().demand)
    expect(ask({ weather: 'heavy_rain' })).toEqual(ask({ weather: 'light_rain' }))
    expect(ask({ holiday: true })).toMatchObject({ workingday: false })
    expect(ask({ holiday: true }).demand).toBeLessThan(ask().demand)
    expect(ask({ feelsLike: undefined })).toEqual(ask({ feelsLike: route.example.temperature }))
  })

  test('says which year a later hour was taken for', () => {
    expect(ask({ hour: '2031-06-06T08' })).toMatchObject({ modelYear: 2012, hour: '2031-06-06T08' })
    expect(ask({ hour: '2001-06-01T08' })).toMatchObject({ modelYear: 2011 })
  })

  test.each([
    ['hour', 'tomorrow', 'must be a whole hour'],
    ['hour', '2012-02-30T08', 'must be a whole hour'],
    ['hour', '2012-06-01T08:30', 'must be a whole hour from 1900 to 2100'],
    ['hour', '1582-10-10T08', 'from 1900 to 2100'],
    ['temperature', 300, '<=55'],
    ['humidity', '60', 'expected number'],
    ['windspeed', -1, '>=0'],
    ['weather', 'hail', 'clear'],
    ['wether', 'clear', 'Unrecognized key'],
  ])('refuses %s = %j', (field, value, message) => {
    const result = request.safeParse({ ...route.example, [field]: value })
    expect(result.error?.issues[0].message).toContain(message)
  })

  test('is observed in the histogram of predictions', () => {
    expect(route.predictions?.(ask())).toEqual([ask().demand])
  })
})

describe('the tensor', () => {
  test('features gives one demand per row', () => {
    const hours = examples.slice(0, 3)
    const data = featureMatrix(hours)
    const outputs = bikes.serving.infer(model, [{ name: 'features', datatype: 'FP64', shape: [3, 12], data }])
    expect(outputs).toMatchObject([{ name: 'demand', datatype: 'FP64', shape: [3] }])
    expect(bikes.serving.predictions(outputs)).toEqual(predictDemand(model, data))
  })
})
