import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../learn/random.ts'
import type { TrainedPart } from '../runtime/workload/training.ts'
import { clean, type Listing } from './clean.ts'
import { explainPrice } from './explain.ts'
import { featureCount, featureMatrix } from './features.ts'
import { generate, thisYear } from './generate.ts'
import { type CarsModel, evaluateModel, priceCars, trainModel } from './model.ts'
import { decodeCars, encodeCars } from './modelFile.ts'
import { parameters } from './parameters.ts'
import { reportCars } from './report.ts'
import { carOf, route } from './route.ts'
import { splitAtRandom } from './split.ts'
import { file } from './testing/listings.ts'
import { conditionEffects, mileageLoss, noise, yearlyLoss } from './truth.ts'
import { cars } from './workload.ts'

const { train, test: held } = splitAtRandom(clean(generate(1)).examples as Listing[])
const settings = parameters.parse({ maxIter: 80, learningRate: 0.2, folds: 2 })
const parts: TrainedPart[] = []
let model: CarsModel

beforeAll(async () => {
  model = await trainModel(train, settings, { part: (part) => parts.push(part) })
})

const golf = { ...carOf(route.example), year: thisYear - 6 }
const logPrice = (change: Partial<typeof golf>) =>
  Math.log(priceCars(model, [{ ...golf, ...change }]).prices[0])

describe('a model of the made-up market', () => {
  test('errs little more than prices scatter around what cars are worth', () => {
    const scores = evaluateModel(model, held)
    const scatter = noise * Math.sqrt(2 / Math.PI)
    expect(scores.mape).toBeGreaterThan(0.9 * scatter)
    expect(scores.mape).toBeLessThan(1.35 * scatter)
    expect(scores.r2).toBeGreaterThan(0.95)
  })

  test('finds what a year, a distance and the condition do to the price', () => {
    const years = logPrice({ year: thisYear - 5 }) - logPrice({ year: thisYear - 9 })
    expect(years / 4).toBeGreaterThan(0.7 * yearlyLoss)
    expect(years / 4).toBeLessThan(1.3 * yearlyLoss)
    const distance = logPrice({ mileage: 60_000 }) - logPrice({ mileage: 120_000 })
    expect(distance / 6).toBeGreaterThan(0.7 * mileageLoss)
    expect(distance / 6).toBeLessThan(1.3 * mileageLoss)
    const damage = logPrice({ condition: 'good' }) - logPrice({ condition: 'damaged' })
    expect(damage).toBeCloseTo(conditionEffects.good - conditionEffects.damaged, 1)
  })

  test('is a stack that errs less than each of its models, all of which are told with their seconds', () => {
    expect(parts.map(({ name }) => name)).toEqual(['boosting', 'svm', 'linear', 'stack'])
    const [boosting, svm, linear, stack] = parts.map(({ scores }) => scores.mape)
    expect(stack).toBeLessThan(Math.min(boosting, svm, linear))
    expect(parts[0].parameters).toMatchObject({ maxIter: 80, learningRate: 0.2 })
    expect(parts[1].seconds).toEqual({ train: expect.any(Number), validate: expect.any(Number) })
  })

  test('holds four of five prices between its low and its high', () => {
    const asked = held.map((listing) => listing.price / priceCars(model, [listing]).prices[0])
    const within = asked.filter((share) => {
      return share > Math.exp(model.spread[0]) && share < Math.exp(model.spread[1])
    })
    expect(within.length / held.length).toBeGreaterThan(0.75)
    expect(within.length / held.length).toBeLessThan(0.85)
  })

  test('explains a price by what adds up to it', () => {
    const { data } = featureMatrix([golf], model.encoders)
    const { baseline, contributions, prediction } = explainPrice(model, data)
    expect(prediction).toBeCloseTo(logPrice({}), 9)
    expect(Array.from(contributions).reduce((sum, value) => sum + value, baseline)).toBeCloseTo(prediction, 9)
    const damaged = featureMatrix([{ ...golf, condition: 'damaged' }], model.encoders)
    expect(explainPrice(model, damaged.data).contributions[featureCount - 1]).toBeLessThan(-0.2)
  })

  test('answers for cars of which little, or nothing that it knows, is said', () => {
    const answer = route.predict(model, route.request.parse({ make: 'Trabant', model: '601', year: 1985 }))
    expect(answer.unknown).toEqual(['make', 'model'])
    expect(answer.price).toBeGreaterThan(0)
    expect(answer.low).toBeLessThan(answer.price)
    expect(answer.currency).toBe('EUR')
    expect(route.predict(model, route.example).unknown).toEqual([])
    expect(route.predict(model, { ...route.example, make: 'vw', fuel: 'Benzin' })).toEqual(
      route.predict(model, route.example),
    )
  })

  test('answers tensors as it answers words', () => {
    const { make, fuel, transmission, body, condition, year, mileage, power, engine } = route.example
    const [{ data }] = cars.serving.infer(model, [
      {
        name: 'numbers',
        datatype: 'FP64',
        shape: [2, 4],
        data: Float64Array.of(year, mileage!, power!, engine!, year, -1, -1, -1),
      },
      {
        name: 'categories',
        datatype: 'BYTES',
        shape: [2, 6],
        data: [make, 'Golf', fuel, transmission, body, condition, make, '', '', '', '', ''],
      },
    ])
    expect(Math.round(data[0] as number)).toBe(route.predict(model, route.example).price)
    const little = route.predict(model, route.request.parse({ make, year }))
    expect(Math.round(data[1] as number)).toBe(little.price)
    const far = {
      name: 'numbers',
      datatype: 'FP64',
      shape: [1, 4],
      data: Float64Array.of(1e200, 0, 96, 1.5),
    } as const
    const words = {
      name: 'categories',
      datatype: 'BYTES',
      shape: [1, 6],
      data: new Array(6).fill(''),
    } as const
    expect(() => cars.serving.infer(model, [far, words])).toThrow(
      'numbers: row 0, year is 1e+200, expected a number from 1900 to 2100',
    )
  })

  test('is the same after it was written and read, and refused when altered', () => {
    const bytes = encodeCars(model)
    const read = decodeCars(bytes)
    expect(priceCars(read, held.slice(0, 50))).toEqual(priceCars(model, held.slice(0, 50)))
    expect(encodeCars(read)).toEqual(bytes)
    const random = createRandom(1)
    for (let i = 0; i < 20; i++) {
      const altered = bytes.slice()
      altered[random.integer(altered.length)] ^= 1 + random.integer(255)
      expect(() => decodeCars(altered)).toThrow(/model/)
    }
  })

  test('is reported with plots of data, scores, errors and features', () => {
    const { sections } = reportCars(model, { train, test: held })
    expect(sections.map(({ title }) => title)).toEqual(['Data', 'Models', 'Errors', 'Features'])
    const [telling] = sections[3].plots
    if (telling.kind !== 'bars') throw new Error('the features are not drawn as bars')
    expect(telling.bars.slice(0, 4).map(({ label }) => label)).toContain('year')
  })
})

test('files that say little are learnt from: price, year, distance and make, all of one make, or of one price', async () => {
  const little = (price: (i: number) => number, make: (i: number) => string) => {
    const lines = Array.from({ length: 150 }, (_, i) => [
      String(price(i)),
      String(2000 + (i % 20)),
      String(i * 1000),
      make(i),
    ])
    return clean(file(['price', 'year', 'km', 'make'], ...lines)).examples as Listing[]
  }
  const quick = { ...settings, maxIter: 5 }
  for (const listings of [
    little(
      (i) => 1000 + 100 * i,
      (i) => `make ${i % 5}`,
    ),
    little(
      (i) => 1000 + 100 * i,
      () => 'fiat',
    ),
    little(
      () => 5000,
      (i) => `make ${i}`,
    ),
  ]) {
    const trained = decodeCars(encodeCars(await trainModel(listings, quick)))
    const scores = Object.values(evaluateModel(trained, listings))
    expect(scores.every(Number.isFinite)).toBe(true)
    expect(route.predict(trained, route.example).price).toBeGreaterThan(0)
    expect(reportCars(trained, { train: listings, test: listings }).sections).toHaveLength(4)
  }
})

test('threads give the same model as none', async () => {
  const few = train.slice(0, 400)
  const quick = { ...settings, maxIter: 5 }
  const [one, two] = [await trainModel(few, quick), await trainModel(few, quick, { threads: 2, part() {} })]
  expect(encodeCars(two)).toEqual(encodeCars(one))
})

test('a training that is called off ends', async () => {
  const signal = AbortSignal.abort(new Error('called off'))
  await expect(trainModel(train, settings, { signal, part: () => {} })).rejects.toThrow('called off')
})

test('too few listings are refused', () => {
  expect(() => splitAtRandom(train.slice(0, 99))).toThrow('99 listings can be used; at least 100 are needed')
})
