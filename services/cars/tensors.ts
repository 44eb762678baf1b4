import { badRequest } from '../runtime/http/requestError.ts'
import type { Tensor } from '../runtime/workload/tensor.ts'
import { type Car, categoryNames, numberNames } from './features.ts'
import { carOf } from './route.ts'

/** Least and most of each number, as cleaning and the route have them. */
const ranges = {
  year: [1900, 2100],
  mileage: [0, 1e6],
  power: [5, 2000],
  engine: [0.2, 20],
} as const

/**
 * Rows of both tensors as cars; a number below 0 is missing.
 *
 * @throws RequestError naming a number out of its range
 */
export function carsOf(numbers: Tensor, categories: Tensor): Car[] {
  const texts = categories.data as readonly string[]
  return Array.from({ length: numbers.shape[0] }, (_, r) => {
    const [year, mileage, power, engine] = numberNames.map((name, c) => {
      const value = numbers.data[r * numberNames.length + c] as number
      const [least, most] = ranges[name]
      if (value < 0) return Number.NaN
      if (value >= least && value <= most) return value
      throw badRequest(
        `numbers: row ${r}, ${name} is ${value}, expected a number from ${least} to ${most}, or below 0 if it is missing`,
      )
    })
    const [make, model, fuel, transmission, body, condition] = categoryNames.map(
      (_, k) => texts[r * categoryNames.length + k],
    )
    return carOf({ year, mileage, power, engine, make, model, fuel, transmission, body, condition })
  })
}
