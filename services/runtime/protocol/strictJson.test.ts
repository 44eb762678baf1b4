import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStrictJson } from './strictJson.ts'

const parse = (text: string) => parseStrictJson(Buffer.from(text))

describe('parseStrictJson', () => {
  test('reads what JSON.stringify wrote', () => {
    const names = fc.string().filter((name) => name !== '__proto__' && name !== 'constructor')
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constant(null),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
        fc.string({ unit: 'binary' }),
        fc.array(tie('tree')),
        fc.dictionary(names, tie('tree'), { noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(parse(JSON.stringify(value, null, indent))).toEqual(value)
      }),
    )
  })

  test.each([
    ['', 'empty'],
    ['{"a":NaN}', 'not JSON'],
    ['{"a":1', 'not JSON'],
    ['\ufeff{}', 'not JSON'],
    ['{"a":1,"a":2}', 'same field twice'],
    ['{"a":1,"\\u0061":2}', 'same field twice'],
    ['[1,{"b":{"c":1,"c":1}}]', 'same field twice'],
    ['{"__proto__":{"admin":true}}', '"__proto__"'],
    ['{"\\u005f_proto__":1}', '"__proto__"'],
    ['{"a":[{"constructor":{"prototype":1}}]}', '"constructor"'],
    ['['.repeat(33) + ']'.repeat(33), 'deeper than 32'],
    ['{"a":'.repeat(5_000_000), 'deeper than 32'],
  ])('refuses %.40s', (text, reason) => {
    expect(() => parse(text)).toThrow(reason)
  })

  test('takes colons, braces and escaped quotes inside strings for text', () => {
    expect(parse('{"a":"\\":{[:\\\\","b:":[":"]}')).toEqual({ a: '":{[:\\', 'b:': [':'] })
  })

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toThrow('not UTF-8')
  })
})
