import { createRandom, permutation } from '../learn/random.ts'
import { DataError } from '../runtime/errors.ts'
import type { Listing } from './clean.ts'

const testShare = 0.2
const fewest = 100

/** Holds back a fifth of the listings, chosen by a fixed seed: listings have no time. @throws DataError if there are fewer than 100 */
export function splitAtRandom(listings: readonly Listing[]) {
  if (listings.length < fewest) {
    throw new DataError(`${listings.length} listings can be used; at least ${fewest} are needed to train`)
  }
  const order = permutation(listings.length, createRandom(1))
  const tests = Math.round(listings.length * testShare)
  const rows = (from: number, to?: number) => Array.from(order.slice(from, to).sort(), (row) => listings[row])
  return { train: rows(tests), test: rows(0, tests) }
}
