import { randomInt } from 'node:crypto'

/** Which characters a text is made of. */
export interface TextRules {
  readonly length: number
  readonly lower: boolean
  readonly upper: boolean
  readonly numeric: boolean
  readonly special: boolean
  readonly minLower: number
  readonly minUpper: number
  readonly minNumeric: number
  readonly minSpecial: number
  readonly overrideSpecial?: string | undefined
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'
const special = '!@#$%&*()-_=+[]{}<>:?'

function classes(rules: TextRules): readonly (readonly [characters: string, minimum: number])[] {
  return [
    [rules.lower ? lower : '', rules.minLower],
    [rules.upper ? lower.toUpperCase() : '', rules.minUpper],
    [rules.numeric ? digits : '', rules.minNumeric],
    [rules.special ? (rules.overrideSpecial ?? special) : '', rules.minSpecial],
  ]
}

/** What is wrong with the rules, or undefined. */
export function textProblem(rules: TextRules): string | undefined {
  const wanted = classes(rules)
  const minimum = wanted.reduce((sum, [, count]) => sum + count, 0)
  if (!Number.isInteger(rules.length) || rules.length < 1)
    return `length must be a whole number from 1, not ${rules.length}`
  if (wanted.every(([characters]) => characters === ''))
    return 'no class of characters is allowed: there is nothing to choose from'
  if (wanted.some(([characters, count]) => count > 0 && characters === ''))
    return 'a minimum is asked of a class of characters that is not allowed'
  if (minimum > rules.length)
    return `the minimums add up to ${minimum}, more than the length of ${rules.length}`
  return undefined
}

/** A text by these rules from the system's secure random numbers, every place as likely for each class. */
export function randomText(rules: TextRules): string {
  const wanted = classes(rules)
  const all = wanted.map(([characters]) => characters).join('')
  const chosen = wanted.flatMap(([characters, count]) =>
    Array.from({ length: count }, () => pick(characters)),
  )
  while (chosen.length < rules.length) chosen.push(pick(all))
  for (let last = chosen.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    ;[chosen[last], chosen[other]] = [chosen[other]!, chosen[last]!]
  }
  return chosen.join('')
}

function pick(characters: string): string {
  return characters[randomInt(characters.length)]!
}
