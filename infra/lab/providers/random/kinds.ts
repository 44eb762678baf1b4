import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { hashSync } from 'bcryptjs'
import type { Properties } from '../protocol/properties.ts'
import { randomText, type TextRules, textProblem } from './text.ts'

/** One type of random resource. */
export interface RandomKind {
  readonly defaults: Properties
  /** Outputs that are secret. */
  readonly secrets: readonly string[]
  problems(inputs: Properties): { readonly property: string; readonly reason: string }[]
  make(inputs: Properties): { readonly id: string; readonly outputs: Properties }
  /** The state of a value that came from elsewhere, by its import id. */
  imported(id: string): { readonly id: string; readonly inputs: Properties; readonly outputs: Properties }
}

const textDefaults = {
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
}

function problem(property: string, reason: string | undefined) {
  return reason === undefined ? [] : [{ property, reason }]
}

const rulesOf = (inputs: Properties) => ({ ...textDefaults, ...inputs }) as unknown as TextRules

function text(
  idOf: (result: string) => string,
  outputsOf: (result: string) => Properties,
  secrets: readonly string[] = [],
): RandomKind {
  return {
    defaults: textDefaults,
    secrets,
    problems: (inputs) => problem('length', textProblem(rulesOf(inputs))),
    make: (inputs) => {
      const result = randomText(rulesOf(inputs))
      return { id: idOf(result), outputs: outputsOf(result) }
    },
    imported: (result) => ({
      id: idOf(result),
      inputs: { ...textDefaults, length: result.length },
      outputs: outputsOf(result),
    }),
  }
}

/** As costly to try as the published provider makes it. */
const rounds = 10

/** The id of a password is the word "none": the value itself must not be shown. */
const password = text(
  () => 'none',
  (result) => ({ result, bcryptHash: hashSync(result, rounds) }),
  ['result', 'bcryptHash'],
)
const string = text(
  (result) => result,
  (result) => ({ result }),
)

const id: RandomKind = {
  defaults: {},
  secrets: [],
  problems: ({ byteLength }) =>
    problem(
      'byteLength',
      Number.isInteger(byteLength) && (byteLength as number) > 0
        ? undefined
        : `byteLength must be a whole number from 1`,
    ),
  make: ({ byteLength, prefix = '' }) => idState(randomBytes(byteLength as number), String(prefix)),
  imported: (text) => {
    const comma = text.lastIndexOf(',')
    const prefix = text.slice(0, Math.max(0, comma))
    const bytes = Buffer.from(text.slice(comma + 1), 'base64url')
    const { id, outputs } = idState(bytes, prefix)
    return { id, outputs, inputs: { byteLength: bytes.length, ...(prefix !== '' && { prefix }) } }
  },
}

function idState(bytes: Buffer, prefix: string) {
  const hex = bytes.toString('hex')
  return {
    id: bytes.toString('base64url'),
    outputs: {
      b64Url: prefix + bytes.toString('base64url'),
      b64Std: prefix + bytes.toString('base64'),
      hex: prefix + hex,
      dec: prefix + BigInt(`0x${hex}`).toString(),
    },
  }
}

const integerRange = 2 ** 48

const integer: RandomKind = {
  defaults: {},
  secrets: [],
  problems: ({ min, max, seed }) => [
    ...problem('min', rangeProblem(min, max)),
    ...problem(
      'seed',
      seed === undefined
        ? undefined
        : 'seed is not covered by the stand-in for the published random provider',
    ),
  ],
  make: ({ min, max }) => {
    const result = randomInt(min as number, (max as number) + 1)
    return { id: String(result), outputs: { result } }
  },
  imported: (text) => {
    const [result, min, max] = text.split(',').map(Number)
    return { id: String(result), inputs: { min, max }, outputs: { result } }
  },
}

function rangeProblem(min: unknown, max: unknown): string | undefined {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return 'min and max must be whole numbers'
  const range = (max as number) - (min as number)
  if (range < 0) return `min must not be above max, but ${min} is above ${max}`
  return range < integerRange - 1 ? undefined : 'max must be less than 2^48 above min'
}

const uuid: RandomKind = {
  defaults: {},
  secrets: [],
  problems: () => [],
  make: () => {
    const result = randomUUID()
    return { id: result, outputs: { result } }
  },
  imported: (result) => ({ id: result, inputs: {}, outputs: { result } }),
}

const kinds: Readonly<Record<string, RandomKind>> = {
  'random:index/randomPassword:RandomPassword': password,
  'random:index/randomString:RandomString': string,
  'random:index/randomId:RandomId': id,
  'random:index/randomInteger:RandomInteger': integer,
  'random:index/randomUuid:RandomUuid': uuid,
}

/** @throws Error for a type that is not covered */
export function kindOf(urn: string): RandomKind {
  const type = (urn.split('::')[2] ?? '').split('$').at(-1)!
  const kind = kinds[type]
  if (kind === undefined)
    throw new Error(
      `${type} is not covered by the stand-in for the published random provider; it covers: ${Object.keys(kinds).join(', ')}`,
    )
  return kind
}
