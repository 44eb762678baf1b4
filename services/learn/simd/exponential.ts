import { type Code, constant, get, pair, set, vector, whole } from './assemble.ts'

const DEGREE = 13
/** Below this an exponential would no longer be a normal number: it is that of this. */
const LEAST = -708
/** Added to a small number, it leaves the nearest whole one in the last bits. */
const ROUNDING = 1.5 * 2 ** 52
/** The logarithm of 2 in two parts, the first so short that its multiples are exact (Cody and Waite 1980). */
const LN2 = [6.931471803691238e-1, 1.9082149292705877e-10] as const

const inverseFactorials = Array.from({ length: DEGREE + 1 }, (_, k) => {
  let factorial = 1
  for (let i = 2; i <= k; i++) factorial *= i
  return 1 / factorial
})
const numbers = [Math.LOG2E, ROUNDING, LEAST, -LN2[0], -LN2[1], ...inverseFactorials]

/** To be written at byte 0 of the memory of a kernel that has exponentials. */
export const exponentialConstants = Float64Array.from(numbers.flatMap((number) => [number, number]))

const known = (index: number) => vector.load(constant(0), 16 * index)
const [log2e, rounding, least, ...ln2] = [0, 1, 2, 3, 4].map(known)
const coefficient = (k: number) => known(5 + k)

/**
 * Turns locals with pairs of numbers up to 700 into their exponentials, to the last bit or two: 2 to the
 * nearest whole power, times a polynomial of what is left (Tang 1989, without a table).
 *
 * @param scratch - two locals for each of the values, which are treated side by side
 */
export function exponentials(values: readonly number[], scratch: readonly number[]): Code[] {
  const powers = scratch.slice(0, values.length)
  const results = scratch.slice(values.length)
  const horner = inverseFactorials.map((_, k) => coefficient(k)).reverse()
  return [
    ...values.map((value) => set(value, pair.maximum(get(value), least))),
    ...values.map((value, i) => set(powers[i], pair.multiplyAdd(get(value), log2e, rounding))),
    ...values.map((_, i) => set(results[i], pair.subtract(get(powers[i]), rounding))),
    ...ln2.flatMap((part) =>
      values.map((value, i) => set(value, pair.multiplyAdd(get(results[i]), part, get(value)))),
    ),
    ...results.map((result) => set(result, horner[0])),
    ...horner
      .slice(1)
      .flatMap((term) =>
        values.map((value, i) => set(results[i], pair.multiplyAdd(get(results[i]), get(value), term))),
      ),
    ...values.map((value, i) => set(value, whole.add(get(results[i]), whole.shiftLeft(get(powers[i]), 52)))),
  ]
}
