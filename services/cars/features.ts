import type { Matrix } from '../learn/matrix.ts'
import { encodeOrdinal, fitOrdinalEncoder, type OrdinalEncoder } from '../learn/ordinalEncoder.ts'
import type { Listing } from './clean.ts'

export type Car = Omit<Listing, 'price' | 'currency'>

export const numberNames = ['year', 'mileage', 'power', 'engine'] as const
export const categoryNames = ['make', 'model', 'fuel', 'transmission', 'body', 'condition'] as const
export const featureNames: readonly string[] = [...numberNames, ...categoryNames]
export const featureCount = featureNames.length
/** Columns of positions in the lists of the encoders. */
export const categoryColumns = categoryNames.map((_, k) => numberNames.length + k)

/** Most values of a category that are told from each other: what the trees take. */
const mostValues = 250
const leastListings = 3

/** One per category, in the order of `categoryNames`. */
export type Encoders = readonly OrdinalEncoder[]

/** The text of a category as it is encoded: models of different makes may share a name. */
export const categoryText = (car: Car, name: (typeof categoryNames)[number]) =>
  name === 'model' ? `${car.make} ${car.model}` : car[name]

/** The values that at least three listings have. */
export const fitEncoders = (cars: readonly Car[]): Encoders =>
  categoryNames.map((name) => {
    const texts = cars.map((car) => categoryText(car, name)).filter(Boolean)
    return fitOrdinalEncoder(texts, { minFrequency: leastListings, maxCategories: mostValues })
  })

/** rows x 10: numbers in physical units, categories as positions; NaN is missing or unknown. */
export function featureMatrix(cars: readonly Car[], encoders: Encoders): Matrix {
  const data = new Float64Array(cars.length * featureCount)
  cars.forEach((car, r) => {
    numberNames.forEach((name, c) => {
      data[r * featureCount + c] = car[name]
    })
  })
  categoryNames.forEach((name, k) => {
    const codes = encodeOrdinal(
      encoders[k],
      cars.map((car) => categoryText(car, name)),
    )
    codes.forEach((code, r) => {
      data[r * featureCount + categoryColumns[k]] = code
    })
  })
  return { data, rows: cars.length, columns: featureCount }
}
