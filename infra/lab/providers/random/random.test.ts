import { compareSync } from 'bcryptjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSecret, plain } from '../protocol/properties.ts'
import { kindOf } from './kinds.ts'
import { randomProvider } from './provider.ts'
import { randomText, type TextRules, textProblem } from './text.ts'

const urn = (type: string) => `urn:pulumi:loc::atoll::random:index/random${type}:Random${type}::x`
const quiet = { log: async () => {}, status: async () => {} }
const provider = randomProvider(quiet, '0.0.0')
const create = (type: string, news: Record<string, unknown>) =>
  provider.create({ urn: urn(type), news, timeout: 0, preview: false })
const diff = async (type: string, oldInputs: Record<string, unknown>, news: Record<string, unknown>) =>
  provider.diff({ urn: urn(type), id: 'x', oldInputs, oldOutputs: {}, news })

const count = fc.nat({ max: 4 })
const rules: fc.Arbitrary<TextRules> = fc.record({
  length: fc.integer({ min: 1, max: 40 }),
  lower: fc.boolean(),
  upper: fc.boolean(),
  numeric: fc.boolean(),
  special: fc.boolean(),
  minLower: count,
  minUpper: count,
  minNumeric: count,
  minSpecial: count,
})

describe('texts', () => {
  it('follow every rule that can be followed', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        fc.pre(textProblem(rule) === undefined)
        const text = randomText(rule)
        const matching = (pattern: RegExp) => [...text].filter((character) => pattern.test(character)).length
        expect(text).toHaveLength(rule.length)
        for (const [allowed, minimum, pattern] of [
          [rule.lower, rule.minLower, /[a-z]/],
          [rule.upper, rule.minUpper, /[A-Z]/],
          [rule.numeric, rule.minNumeric, /[0-9]/],
          [rule.special, rule.minSpecial, /[^a-zA-Z0-9]/],
        ] as const) {
          expect(matching(pattern)).toBeGreaterThanOrEqual(minimum)
          if (!allowed) expect(matching(pattern)).toBe(0)
        }
      }),
    )
  })

  it('are refused with a reason where the rules cannot be followed', () => {
    const rule = {
      length: 3,
      lower: true,
      upper: false,
      numeric: false,
      special: false,
      minLower: 0,
      minUpper: 0,
      minNumeric: 0,
      minSpecial: 0,
    }
    expect(textProblem(rule)).toBeUndefined()
    expect(textProblem({ ...rule, length: 0 })).toMatch(/whole number from 1/)
    expect(textProblem({ ...rule, minLower: 4 })).toMatch(/add up to 4/)
    expect(textProblem({ ...rule, minUpper: 1 })).toMatch(/not allowed/)
    expect(textProblem({ ...rule, lower: false })).toMatch(/nothing to choose from/)
  })

  it('take their special characters from the given ones', () => {
    const rule = {
      length: 50,
      lower: false,
      upper: false,
      numeric: false,
      special: true,
      minLower: 0,
      minUpper: 0,
      minNumeric: 0,
      minSpecial: 0,
    }
    expect(randomText({ ...rule, overrideSpecial: '~' })).toBe('~'.repeat(50))
  })
})

describe('resources', () => {
  it('keep a password secret, its id too', async () => {
    const { id, outputs } = await create('Password', { length: 20 })
    expect(id).toBe('none')
    expect(isSecret(outputs.result)).toBe(true)
    expect(plain(outputs).result).toHaveLength(20)
  })

  it('have a hash by bcrypt with a password, secret too, which tells the password from others', async () => {
    const { outputs } = await create('Password', { length: 20 })
    expect(isSecret(outputs.bcryptHash)).toBe(true)
    const { result, bcryptHash } = plain(outputs) as { result: string; bcryptHash: string }
    expect(bcryptHash).toMatch(/^\$2[ab]\$10\$.{53}$/)
    expect(compareSync(result, bcryptHash)).toBe(true)
    expect(compareSync(`${result}x`, bcryptHash)).toBe(false)
    expect((await create('String', { length: 20 })).outputs).not.toHaveProperty('bcryptHash')
  })

  it('give an id in every form of the same bytes', async () => {
    const { id, outputs } = await create('Id', { byteLength: 8, prefix: 'p-' })
    const bytes = Buffer.from(id, 'base64url')
    expect(bytes).toHaveLength(8)
    expect(outputs).toMatchObject({
      hex: `p-${bytes.toString('hex')}`,
      b64Std: `p-${bytes.toString('base64')}`,
      b64Url: `p-${id}`,
      dec: `p-${BigInt(`0x${bytes.toString('hex')}`)}`,
    })
  })

  it('give whole numbers between both ends, and UUIDs', async () => {
    for (let round = 0; round < 20; round++) {
      expect([3, 4, 5]).toContain((await create('Integer', { min: 3, max: 5 })).outputs.result)
    }
    expect((await create('Uuid', {})).outputs.result).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/)
  })

  it('are made anew when an input or a keeper changes, and only then', async () => {
    const inputs = { length: 8, keepers: { a: '1', b: '2' } }
    expect((await diff('String', inputs, { ...inputs, keepers: { b: '2', a: '1' } })).changed).toBe(false)
    expect((await diff('String', inputs, { ...inputs, lower: true })).changed).toBe(false)
    expect(
      (await diff('String', inputs, { ...inputs, keepers: { a: '2', b: '2' } })).details.keepers?.replace,
    ).toBe(true)
    expect((await diff('String', inputs, { ...inputs, length: 9 })).details.length?.replace).toBe(true)
    expect((await diff('String', inputs, { length: 8 })).details.keepers?.replace).toBe(true)
  })

  it('take over what is imported', async () => {
    const read = await provider.read({
      urn: urn('Password'),
      id: 'given',
      oldInputs: undefined,
      oldOutputs: undefined,
    })
    expect(read.id).toBe('none')
    expect(plain(read.outputs)).toMatchObject({ result: 'given', length: 5 })
    expect(kindOf(urn('Id')).imported('p,AQI').outputs).toMatchObject({ hex: 'p0102' })
  })

  it('refuse what they cannot make', async () => {
    const check = (type: string, news: Record<string, unknown>) =>
      provider.check({
        urn: urn(type),
        olds: undefined,
        news,
        randomSeed: new Uint8Array(),
        autonaming: undefined,
      })
    expect((await check('Integer', { min: 5, max: 3 })).failures).toHaveLength(1)
    expect((await check('Id', { byteLength: 0 })).failures).toHaveLength(1)
    expect((await check('Password', { length: 2.5 })).failures).toHaveLength(1)
    await expect(check('Pet', {})).rejects.toThrow(/RandomPet is not covered by the stand-in/)
  })
})
