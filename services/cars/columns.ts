/** What a listing says, and the names that people give the columns, most telling first. */
export const columnNames = {
  price: 'price askingprice sellingprice listprice saleprice amount cost preis prix precio prezzo',
  mileage:
    'driven odometer odometerreading odometervalue mileage milage kilometers kilometres kilometerstand kilometrage kilometraje km miles distance',
  year: 'year modelyear registrationyear yearofregistration firstregistration registered regyear productionyear prodyear yearproduced yearofmanufacture manufactureyear baujahr erstzulassung annee ano registration',
  make: 'make brand manufacturer manufacturername marke marque marca',
  model: 'model modelname modell modele modelo',
  name: 'name title carname fullname vehicle car listing',
  fuel: 'fuel fueltype enginefuel enginetype kraftstoff carburant combustible energy',
  transmission: 'transmission transmissiontype gearbox gearboxtype gear gears getriebe boite cambio',
  body: 'body bodytype bodystyle vehicletype type category karosserie carrosserie',
  condition: 'condition zustand etat owner owners quality',
  power: 'power enginepower maxpower horsepower powerps hp ps kw leistung puissance',
  engine:
    'engine enginesize enginevolume enginecapacity enginedisplacement displacement cc hubraum cylindree',
} as const

export type ColumnName = keyof typeof columnNames

/** A column of the file: where it is, and the unit that its header names, if it does. */
export interface FoundColumn {
  readonly index: number
  readonly header: string
}

const units = new Set([
  'usd',
  'eur',
  'gbp',
  'inr',
  'km',
  'mi',
  'miles',
  'hp',
  'bhp',
  'ps',
  'kw',
  'cc',
  'ccm',
  'l',
  'in',
])

/** `Price (USD)`, `price_in_eur` and `askingPrice` lose their case, signs and units. */
function plainName(header: string): string {
  const words = header
    .replace(/\(.*?\)|\[.*?\]/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
  const telling = words.filter((word) => !units.has(word))
  return (telling.length > 0 ? telling : words).join('')
}

/** The columns of a listing that a header names, in any order, whatever else is there. */
export function findColumns(header: readonly string[]): Partial<Record<ColumnName, FoundColumn>> {
  const plain = header.map(plainName)
  const found: Partial<Record<ColumnName, FoundColumn>> = {}
  for (const [name, aliases] of Object.entries(columnNames)) {
    const alias = aliases.split(' ').find((candidate) => plain.includes(candidate))
    if (alias === undefined) continue
    const index = plain.indexOf(alias)
    found[name as ColumnName] = { index, header: header[index] }
  }
  return found
}
