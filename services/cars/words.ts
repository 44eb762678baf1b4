/** A text of a category in small letters, with single spaces; empty for what says nothing. */
export function plainWords(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim()
  return /^(|-+|n\/?a|nan|null|none|unknown|other|not specified|\?)$/.test(words) ? '' : words
}

const makes: Readonly<Record<string, string>> = {
  vw: 'volkswagen',
  mercedes: 'mercedes-benz',
  'mercedes benz': 'mercedes-benz',
  chevy: 'chevrolet',
  'land-rover': 'land rover',
}

export const makeOf = (text: string): string => {
  const words = plainWords(text)
  return makes[words] ?? words
}

const fuels: readonly (readonly [RegExp, string])[] = [
  [/hybrid|phev|hev|electric.*(petrol|gas)|(petrol|gas).*electric/, 'hybrid'],
  [/electri|elektro|\bev\b|\bbev\b/, 'electric'],
  [/diesel/, 'diesel'],
  [/lpg|cng|natural gas|autogas|gnv/, 'gas'],
  [/petrol|gasoline|benzin|essence|gasolina|^gas$/, 'petrol'],
]

const transmissions: readonly (readonly [RegExp, string])[] = [
  [/semi|dual|dct|dsg|tiptronic|robot/, 'semi-automatic'],
  [/auto|cvt|variator/, 'automatic'],
  [/man|schalt|stick/, 'manual'],
]

const first = (table: readonly (readonly [RegExp, string])[]) => (text: string) => {
  const words = plainWords(text)
  return table.find(([pattern]) => pattern.test(words))?.[1] ?? words
}

export const fuelOf = first(fuels)
export const transmissionOf = first(transmissions)
