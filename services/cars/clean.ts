import { DataError } from '../runtime/errors.ts'
import type { Cleaned } from '../runtime/workload/data.ts'
import {
  type Amount,
  currencyOf,
  distanceFactor,
  kilometresPerMile,
  litresOf,
  parseAmount,
  powerFactor,
} from './quantities.ts'
import { type RawListing, readListings } from './readListings.ts'
import { fuelOf, makeOf, plainWords, transmissionOf } from './words.ts'

/** One car on offer, in physical units; a number that is missing is NaN, a text empty. */
export interface Listing {
  /** In `currency`, above 0. */
  readonly price: number
  /** ISO 4217; empty if the file names none. One for all listings. */
  readonly currency: string
  readonly year: number
  /** km */
  readonly mileage: number
  /** kW */
  readonly power: number
  /** Litres. */
  readonly engine: number
  readonly make: string
  readonly model: string
  readonly fuel: string
  readonly transmission: string
  readonly body: string
  readonly condition: string
}

/** What cleaning does, by the names that are counted. */
export const rules = {
  misshapen_row_dropped: 'the row has another number of fields than the header',
  price_missing_dropped: 'no number stands where the price should',
  price_zero_dropped: 'a price of 0 or less is none',
  price_unbelievable_dropped:
    'the price is below a hundredth or above a hundred times the median, or above a billion',
  other_currency_dropped: 'the price is in another currency than most',
  year_missing_dropped: 'no year from 1900 to 2100 is named',
  make_missing_dropped: 'neither make nor name is given',
  repeated_row_dropped: 'all that is known of the car was read before',
  name_split: 'make and model are the first words of the name',
  miles_converted: 'the mileage was in miles',
  mileage_missing: 'no distance is given, or it is above a million kilometres, or below 0',
  power_missing: 'no power from 5 to 2000 kW is given',
  engine_missing: 'no engine from 0.2 to 20 litres is given',
} as const

type Counts = Record<keyof typeof rules, number>

const largestDroppedShare = 0.5
const largestPrice = 1e9

/** @throws DataError if the file cannot be read, or more than half of its rows cannot be used */
export function clean(file: Uint8Array): Cleaned<Listing> {
  const { columns, rows, misshapen } = readListings(file)
  const counts = Object.fromEntries(Object.keys(rules).map((name) => [name, 0])) as Counts
  counts.misshapen_row_dropped = misshapen

  const headerCurrency = currencyOf(columns.price!.header)
  const priced = rows.flatMap((row) => {
    const amount = parseAmount(row.texts.price, true)
    if (amount === undefined) counts.price_missing_dropped++
    else if (!(amount.value > 0)) counts.price_zero_dropped++
    else if (amount.value > largestPrice) counts.price_unbelievable_dropped++
    else
      return [
        {
          row,
          price: amount.value * scaleOf(amount),
          currency: currencyOf(amount.words) ?? headerCurrency ?? '',
        },
      ]
    return []
  })
  const currency = mostFrequent(priced.map((listing) => listing.currency).filter(Boolean))
  const sorted = Float64Array.from(priced, ({ price }) => price).sort()
  const median = sorted[sorted.length >> 1]
  const milesByDefault = currency === 'USD' || currency === 'GBP'
  const mileageHeader = columns.mileage!.header.toLowerCase()

  const seen = new Set<string>()
  const examples = priced.flatMap(({ row, price, currency: own }): Listing[] => {
    const listing = toListing(row)
    if (own !== '' && own !== currency) counts.other_currency_dropped++
    else if (price < median / 100 || price > median * 100) counts.price_unbelievable_dropped++
    else if (!(listing.year >= 1900 && listing.year <= 2100)) counts.year_missing_dropped++
    else if (listing.make === '') counts.make_missing_dropped++
    else {
      const found = { ...listing, price, currency }
      const key = JSON.stringify(found)
      if (seen.has(key)) counts.repeated_row_dropped++
      else {
        seen.add(key)
        countMissing(found)
        return [found]
      }
    }
    return []
  })
  checkShare(examples.length, rows.length + misshapen, counts)
  return { examples, rowsRead: rows.length + misshapen, rules: counts }

  function toListing({ texts }: RawListing): Omit<Listing, 'price' | 'currency'> {
    const given = makeOf(texts.make)
    const named = given === '' ? plainWords(texts.name).split(' ') : []
    if (named.length > 1) counts.name_split++
    return {
      year: Number(/(?<!\d)(19|20|21)\d\d(?!\d)/.exec(texts.year)?.[0] ?? Number.NaN),
      mileage: mileageOf(texts.mileage),
      power: within(powerOf(texts.power), 5, 2000),
      engine: within(litresOf(parseAmount(texts.engine, false) ?? nothing), 0.2, 20),
      make: given || makeOf(named[0] ?? ''),
      model: plainWords(texts.model) || named.slice(1, 2).join(''),
      fuel: fuelOf(texts.fuel),
      transmission: transmissionOf(texts.transmission),
      body: plainWords(texts.body),
      condition: plainWords(texts.condition),
    }
  }

  function mileageOf(text: string): number {
    const amount = parseAmount(text, true)
    if (amount === undefined) return Number.NaN
    const own = distanceFactor(amount.words)
    if (own === undefined) return Number.NaN
    const ofHeader = distanceFactor(mileageHeader.replace(/[^a-z]+/g, ' '))
    const factor = own || ofHeader || distanceFactor(milesByDefault ? 'miles' : 'km')!
    if (factor === kilometresPerMile) counts.miles_converted++
    return within(amount.value * factor, 0, 1e6)
  }

  function powerOf(text: string): number {
    const kilowatts = /([\d.,]+)\s*kw/i.exec(text)
    const amount = parseAmount(kilowatts?.[0] ?? text, false) ?? nothing
    const words = /[a-z]/.test(amount.words) ? amount.words : (columns.power?.header.toLowerCase() ?? '')
    return amount.value * powerFactor(words)
  }

  function countMissing({ mileage, power, engine }: Listing): void {
    if (Number.isNaN(mileage)) counts.mileage_missing++
    if (Number.isNaN(power)) counts.power_missing++
    if (Number.isNaN(engine)) counts.engine_missing++
  }
}

const nothing: Amount = { value: Number.NaN, words: '' }
const within = (value: number, least: number, most: number) =>
  value >= least && value <= most ? value : Number.NaN
const scaleOf = ({ words }: Amount) => (/lakh/.test(words) ? 100_000 : 1)

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Array.from(counts).sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

function checkShare(kept: number, read: number, counts: Counts): void {
  if (kept >= (read - counts.repeated_row_dropped) * (1 - largestDroppedShare)) return
  const reasons = Object.entries(counts).filter(([name, count]) => name.endsWith('_dropped') && count > 0)
  throw new DataError(
    `only ${kept} of ${read} rows can be used, less than half: ` +
      reasons.map(([name, count]) => `${name} ${count}`).join(', '),
  )
}
