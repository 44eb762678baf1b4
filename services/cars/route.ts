import { z } from 'zod'
import type { Route } from '../runtime/workload/serving.ts'
import { type Car, categoryNames, categoryText, featureMatrix } from './features.ts'
import { learnerNames } from './learners.ts'
import { type CarsModel, priceCars } from './model.ts'
import { fuelOf, makeOf, plainWords, transmissionOf } from './words.ts'

const text = z.string().max(100)

export const request = z.strictObject({
  make: text.min(1).describe('such as Volkswagen'),
  model: text.default('').describe('such as Golf'),
  year: z.int().min(1900).max(2100).describe('year of the first registration'),
  mileage: z.number().min(0).max(1e6).optional().describe('distance driven in km'),
  power: z.number().min(5).max(2000).optional().describe('power in kW'),
  engine: z.number().min(0.2).max(20).optional().describe('engine in litres'),
  fuel: text.default('').describe('petrol, diesel, hybrid, electric, gas'),
  transmission: text.default('').describe('manual, automatic, semi-automatic'),
  body: text.default('').describe('such as estate'),
  condition: text.default('').describe('such as good'),
})

export type CarsRequest = z.output<typeof request>

const price = z.number().describe('in the currency of the listings')

export const response = z.strictObject({
  price: price.describe('expected asking price'),
  low: price.describe('a tenth of such cars are offered for less'),
  high: price.describe('a tenth of such cars are offered for more'),
  currency: z.string().describe('ISO 4217; empty if the listings name none'),
  models: z.strictObject({ boosting: price, svm: price, linear: price }),
  unknown: z.array(z.enum(categoryNames)).describe('given, but not among the listings learnt from'),
})

export type CarsResponse = z.output<typeof response>

/** A request's car as cleaning would have it. */
export const carOf = (asked: CarsRequest): Car => ({
  year: asked.year,
  mileage: asked.mileage ?? Number.NaN,
  power: asked.power ?? Number.NaN,
  engine: asked.engine ?? Number.NaN,
  make: makeOf(asked.make),
  model: plainWords(asked.model),
  fuel: fuelOf(asked.fuel),
  transmission: transmissionOf(asked.transmission),
  body: plainWords(asked.body),
  condition: plainWords(asked.condition),
})

export const requestFeatures = ({ encoders }: CarsModel, asked: CarsRequest): Float64Array =>
  featureMatrix([carOf(asked)], encoders).data

export const route: Route<CarsModel, CarsRequest, CarsResponse> = {
  path: '/predict',
  summary: 'Expected asking price of a car',
  request,
  response,
  example: {
    make: 'Volkswagen',
    model: 'Golf',
    year: 2018,
    mileage: 72_000,
    power: 96,
    engine: 1.5,
    fuel: 'petrol',
    transmission: 'manual',
    body: 'estate',
    condition: 'good',
  },
  predict(model, asked) {
    const car = carOf(asked)
    const { prices, byLearner } = priceCars(model, [car])
    const [low, high] = model.spread.map((error) => Math.round(prices[0] * Math.exp(error)))
    const [boosting, svm, linear] = learnerNames.map((name) => Math.round(byLearner[name][0]))
    return {
      price: Math.round(prices[0]),
      low,
      high,
      currency: model.currency,
      models: { boosting, svm, linear },
      unknown: categoryNames.filter(
        (name, k) => car[name] !== '' && !model.encoders[k].categories.includes(categoryText(car, name)),
      ),
    }
  },
  predictions: (answer) => [answer.price],
}
