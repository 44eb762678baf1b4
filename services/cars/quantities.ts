/** A number found in a text, and the words around it, in small letters. */
export interface Amount {
  readonly value: number
  readonly words: string
}

const spaces = "[\\s\\u00a0\\u202f'’]"
const number = new RegExp(`-?\\d+(?:(?:[.,]|${spaces})\\d+)*(?:e[+-]?\\d{1,3}(?!\\w)|\\s*k\\b)?`, 'i')

/**
 * The first number of a text as people write it: `$12,500`, `12.500 €`, `72 000 km`, `12.5k`, `1.6 L`, `1.25E+04`.
 *
 * @param grouped - whether a single sign before three digits parts thousands, as in prices, or is a decimal sign
 */
export function parseAmount(text: string, grouped: boolean): Amount | undefined {
  const match = number.exec(text)
  if (match === null) return undefined
  const [digits] = match
  const thousand = /k$/i.test(digits) ? 1000 : 1
  const [mantissa, exponent = '0'] = digits.toLowerCase().split('e')
  const plain = mantissa.replace(/k$/, '').replace(new RegExp(spaces, 'g'), '')
  const words = `${text.slice(0, match.index)} ${text.slice(match.index + digits.length)}`
    .toLowerCase()
    .trim()
  const isPlain = thousand === 1 && mantissa.length === digits.length
  return { value: Number(`${decimalPoint(plain, grouped && isPlain)}e${exponent}`) * thousand, words }
}

function decimalPoint(digits: string, grouped: boolean): string {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  if (last < 0) return digits
  const sign = digits[last]
  const isOnly = digits.indexOf(sign) === last
  const isMixed = digits.includes(sign === '.' ? ',' : '.')
  const partsThousands = !isOnly || (!isMixed && grouped && digits.length - last === 4)
  if (partsThousands) return digits.replace(/[.,]/g, '')
  return `${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`
}

const currencies: readonly (readonly [RegExp, string])[] = [
  [/€|\beuros?\b|\beur\b/, 'EUR'],
  [/£|\bgbp\b/, 'GBP'],
  [/₹|\binr\b|\brs\b|\blakhs?\b/, 'INR'],
  [/\bchf\b/, 'CHF'],
  [/zł|\bpln\b/, 'PLN'],
  [/\$|\busd\b/, 'USD'],
]

/** The currency that a text names, as ISO 4217 has it. */
export function currencyOf(text: string): string | undefined {
  const words = text.toLowerCase()
  return currencies.find(([sign]) => sign.test(words))?.[1]
}

export const kilometresPerMile = 1.609344

/** Kilometres per unit; undefined for what is no distance driven, such as `23 kmpl`. */
export function distanceFactor(words: string): number | undefined {
  if (/kmpl|km\/|mpg|l\/100/.test(words)) return undefined
  if (/\bmi\b|\bmiles?\b|\bmls\b/.test(words)) return kilometresPerMile
  return /\bkms?\b|kilomet/.test(words) ? 1 : Number.NaN
}

/** Kilowatts per unit. */
export function powerFactor(words: string): number {
  if (/kw/.test(words)) return 1
  return /\bps\b|\bcv\b|\bch\b/.test(words) ? 0.73549875 : 0.745699872
}

/** Litres of an engine given in litres or in cubic centimetres. */
export const litresOf = ({ value, words }: Amount): number =>
  /cc|cm|ccm/.test(words) || value > 50 ? value / 1000 : value
