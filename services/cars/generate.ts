import { createRandom, type Random } from '../learn/random.ts'
import { kilometresPerMile } from './quantities.ts'
import {
  conditionEffects,
  fuelEffects,
  makes,
  noise,
  sizeOf,
  type TrueCar,
  transmissionEffects,
  trueLogPrice,
} from './truth.ts'

export const thisYear = 2024
const listings = 6000

const header = [
  'Ad ID',
  'Gearbox',
  'Brand',
  'Model Name',
  'Asking Price',
  'First registration',
  'Odometer',
  'Fuel type',
  'Power',
  'Engine size',
  'Body Type',
  'Condition',
]
const bodies = ['Hatchback', 'Estate', 'SUV', 'Saloon']

/**
 * A CSV of cars on offer that nobody offers, with the habits of real ones: prices and distances as text in several
 * spellings, units, gaps, prices of zero, repeated rows. The same seed gives the same bytes.
 */
export function generate(seed: number): Uint8Array {
  const random = createRandom(seed)
  const lines = [header.join(';')]
  for (let id = 1; id <= listings; id++) {
    const car = drawCar(random)
    const line = [String(id), ...fieldsOf(car, random)].map(quoted).join(';')
    lines.push(line)
    if (random.uniform() < 0.01) lines.push(line)
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

const quoted = (text: string) => (/[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const pick = <T>(values: readonly T[], random: Random): T => values[random.integer(values.length)]
const names = <T extends object>(effects: T) => Object.keys(effects) as (keyof T)[]

function drawCar(random: Random): TrueCar {
  const make = pick(names(makes), random)
  const model = pick(makes[make].models, random)
  const age = random.integer(18)
  const fuel = pick(names(fuelEffects), random)
  return {
    make,
    model,
    age: fuel === 'electric' ? age % 8 : age,
    mileage: Math.round((age + 0.5) * 13_000 * Math.exp(0.35 * random.normal())),
    power: Math.round(
      (60 + 22 * sizeOf(make, model) + (makes[make].level > 0.2 ? 30 : 0)) * (0.8 + 0.5 * random.uniform()),
    ),
    fuel,
    transmission: pick(names(transmissionEffects), random),
    condition: pick(names(conditionEffects), random),
  }
}

function fieldsOf(car: TrueCar, random: Random): string[] {
  const price = Math.round(Math.exp(trueLogPrice(car) + noise * random.normal()) / 10) * 10
  const engine = car.fuel === 'electric' ? '' : engineText(0.9 + car.power / 100, random)
  return [
    car.transmission === 'automatic'
      ? pick(['Automatic', 'auto', 'Automatik'], random)
      : pick(['Manual', 'manual'], random),
    car.make === 'Volkswagen'
      ? pick(['Volkswagen', 'VW'], random)
      : pick([car.make, car.make.toUpperCase()], random),
    car.model,
    priceText(price, random),
    registrationText(thisYear - car.age, random),
    distanceText(car.mileage, random),
    car.fuel === 'petrol' ? pick(['Petrol', 'Benzin', 'gasoline'], random) : car.fuel,
    random.uniform() < 0.05 ? '' : powerText(car.power, random),
    engine,
    random.uniform() < 0.1 ? 'n/a' : bodies[sizeOf(car.make, car.model)],
    random.uniform() < 0.02 ? '' : car.condition,
  ]
}

const thousands = (value: number, sign: string) => String(value).replace(/\B(?=(\d{3})+$)/g, sign)

function priceText(price: number, random: Random): string {
  const chance = random.uniform()
  if (chance < 0.01) return pick(['0', '€0', '0 €'], random)
  if (chance < 0.02) return pick(['call for price', 'on request', ''], random)
  if (chance < 0.025) return `$${thousands(price, ',')}`
  if (chance < 0.03) return pick(['1 €', '999.999.999 €'], random)
  const spellings = [
    `${thousands(price, '.')} €`,
    `€${thousands(price, ',')}`,
    `EUR ${thousands(price, ' ')}`,
    String(price),
  ]
  return pick(spellings, random)
}

function distanceText(kilometres: number, random: Random): string {
  const chance = random.uniform()
  if (chance < 0.02) return pick(['', 'unknown', '9999999 km'], random)
  if (chance < 0.12) return `${thousands(Math.round(kilometres / kilometresPerMile), ',')} mi`
  return pick(
    [`${thousands(kilometres, ' ')} km`, `${thousands(kilometres, '.')} km`, String(kilometres)],
    random,
  )
}

function registrationText(year: number, random: Random): string {
  if (random.uniform() < 0.005) return pick(['', 'new', '0'], random)
  const month = String(1 + random.integer(12)).padStart(2, '0')
  return pick([String(year), `${month}/${year}`, `${year}-${month}`], random)
}

function powerText(kilowatts: number, random: Random): string {
  const metric = Math.round(kilowatts / 0.73549875)
  return pick([`${kilowatts} kW`, `${metric} PS`, `${kilowatts} kW (${metric} PS)`], random)
}

const engineText = (litres: number, random: Random) =>
  pick([`${litres.toFixed(1)} L`, `${Math.round(litres * 1000)} ccm`, litres.toFixed(1)], random)
