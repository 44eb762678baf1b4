import { createRandom, permutation } from '../learn/random.ts'
import { clean, type Listing } from './clean.ts'
import { rawLines } from './readListings.ts'
import type { CarsRequest } from './route.ts'

/** A request as a buyer would send it, and the price that was asked. */
export interface Visit {
  readonly request: Partial<CarsRequest>
  readonly price: number
}

/**
 * A file of listings as it arrives, in parts: each batch is a file of its own, with the header and the next rows.
 *
 * @throws RangeError if there are fewer rows than batches
 * @throws DataError if the file cannot be read
 */
export function batchesOf(file: Uint8Array, count: number): Uint8Array[] {
  const { header, rows } = rawLines(file)
  if (!(Number.isInteger(count) && count >= 1 && count <= rows.length)) {
    throw new RangeError(`batches: ${count}, expected from 1 to ${rows.length}, the rows of the file`)
  }
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [k, k + 1].map((edge) => Math.round((edge * rows.length) / count))
    return new TextEncoder().encode(`${[header, ...rows.slice(from, to)].join('\n')}\n`)
  })
}

/** Requests for listings of the file, chosen at random, each again only after all others; the same for the same seed. */
export function trafficOf(file: Uint8Array, count: number, seed: number): Visit[] {
  const { examples } = clean(file) as { examples: readonly Listing[] }
  const order = permutation(examples.length, createRandom(seed))
  return Array.from({ length: count }, (_, i) => visitOf(examples[order[i % order.length]]))
}

function visitOf({ price, currency: _, ...car }: Listing): Visit {
  const known = Object.entries(car).filter(([, value]) => value !== '' && !Number.isNaN(value))
  return { request: Object.fromEntries(known), price }
}
