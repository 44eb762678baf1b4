/** The market that `generate` invents: what a car is worth, so that tests can check whether a model finds it. */
export interface TrueCar {
  readonly make: string
  readonly model: string
  /** Years since it was built. */
  readonly age: number
  /** km */
  readonly mileage: number
  /** kW */
  readonly power: number
  readonly fuel: keyof typeof fuelEffects
  readonly transmission: keyof typeof transmissionEffects
  readonly condition: keyof typeof conditionEffects
}

/** Make to its level, log of its price; models of each have a level and a power of their own. */
export const makes: Readonly<Record<string, { readonly level: number; readonly models: readonly string[] }>> =
  {
    Volkswagen: { level: 0.1, models: ['Polo', 'Golf', 'Passat', 'Tiguan'] },
    Toyota: { level: 0.05, models: ['Yaris', 'Corolla', 'RAV4'] },
    Ford: { level: -0.1, models: ['Fiesta', 'Focus', 'Kuga'] },
    BMW: { level: 0.45, models: ['118', '320', '520', 'X5'] },
    'Mercedes-Benz': { level: 0.5, models: ['A 180', 'C 200', 'E 220'] },
    Renault: { level: -0.2, models: ['Clio', 'Megane'] },
    Skoda: { level: -0.05, models: ['Fabia', 'Octavia', 'Superb'] },
    Hyundai: { level: -0.15, models: ['i10', 'i30', 'Tucson'] },
    Volvo: { level: 0.25, models: ['V40', 'V60', 'XC60'] },
    Dacia: { level: -0.5, models: ['Sandero', 'Duster'] },
  }

export const fuelEffects = { petrol: 0, diesel: 0.04, hybrid: 0.15, electric: 0.2 } as const
export const transmissionEffects = { manual: 0, automatic: 0.08 } as const
export const conditionEffects = { 'very good': 0.1, good: 0, fair: -0.15, damaged: -0.5 } as const

/** Standard deviation of the log of a price around what the car is worth. */
export const noise = 0.1

/** Log price lost per year, the first three years besides, and per 10,000 km. */
export const yearlyLoss = 0.1
const earlyLoss = 0.06
export const mileageLoss = 0.025

/** Models of a make in the order of their size. */
export const sizeOf = (make: string, model: string) => makes[make].models.indexOf(model)

/** Log of what a car is worth, in EUR. */
export function trueLogPrice(car: TrueCar): number {
  const { make, model, age, mileage, power, fuel, transmission, condition } = car
  return (
    9.6 +
    makes[make].level +
    0.2 * sizeOf(make, model) +
    0.5 * Math.log(power / 100) +
    fuelEffects[fuel] +
    transmissionEffects[transmission] +
    conditionEffects[condition] -
    yearlyLoss * age -
    earlyLoss * Math.min(age, 3) -
    (mileageLoss * mileage) / 10_000 -
    (fuel === 'diesel' && age > 10 ? 0.2 : 0)
  )
}
