import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkInput } from './checkInput.ts'

const schema = z.strictObject({
  hour: z.string().refine((text) => /^\d\d$/.test(text), 'must be an hour'),
  share: z.number().min(0).max(1),
  count: z.int().min(1),
  sky: z.enum(['clear', 'mist']),
  holiday: z.boolean().default(false),
  tags: z.array(z.string().min(2)).max(2).optional(),
})
const example = { hour: '08', share: 0.5, count: 3, sky: 'clear', holiday: false, tags: ['ab'] }
const faults = (input: unknown) => checkInput(schema, input, 'the request', example).faults

test('what is right is given back with its defaults', () => {
  const { holiday, ...given } = example
  expect(checkInput(schema, given, 'the request')).toEqual({ value: example })
})

test('every field that is missing is named, with what would be right', () => {
  expect(faults({})).toEqual([
    'hour is missing, and must be text, such as "08"',
    'share is missing, and must be a number from 0 to 1, such as 0.5',
    'count is missing, and must be a whole number from 1, such as 3',
    'sky is missing, and must be "clear" or "mist"',
  ])
})

test('every field that is wrong is named, with what it is and what would be right', () => {
  const input = { hour: '8', share: 2, count: 1.5, sky: 'hail', holiday: 'no', tags: ['a'], wind: 1 }
  expect(faults(input)).toEqual([
    'hour is "8", and must be an hour, such as "08"',
    'share is 2, and must be a number from 0 to 1, such as 0.5',
    'count is 1.5, and must be a whole number from 1, such as 3',
    'sky is "hail", and must be "clear" or "mist"',
    'holiday is "no", and must be true or false',
    'tags.0 is "a": Too small: expected string to have >=2 characters, such as "ab"',
    'the request has "wind", and must have none but hour, share, count, sky, holiday, tags',
  ])
})

test('a fault that a number has twice is said once', () => {
  expect(checkInput(z.int().max(2100), 1e308, 'year').faults).toEqual([
    'year is 1e+308, and must be a whole number up to 2100',
  ])
})

test('what is no object is refused as a whole', () => {
  for (const [input, is] of [
    [[], 'an array'],
    [null, 'null'],
    ['x', '"x"'],
    [undefined, 'missing'],
  ] as const)
    expect(faults(input)).toEqual([
      `the request is ${is}, and must be an object with hour, share, count, sky, holiday, tags`,
    ])
})

test.each([
  [z.number(), 'a number'],
  [z.number().min(2), 'a number from 2'],
  [z.number().max(2), 'a number up to 2'],
  [z.number().positive().lt(2), 'a number above 0 below 2'],
  [z.number().lt(2), 'a number below 2'],
  [z.int(), 'a whole number'],
])('the range of a number is said in words', (field, kind) => {
  expect(checkInput(field, 'x', 'n').faults).toEqual([`n is "x", and must be ${kind}`])
})

/** Fields that are often right. */
const fields = Object.fromEntries(
  Object.entries(example).map(([name, right]) => [name, fc.oneof(fc.constant(right), fc.jsonValue())]),
)

test('whatever is given, either it is right or its faults are said at bounded length', () => {
  const input = fc.oneof(fc.jsonValue(), fc.record({ ...fields, wind: fc.jsonValue() }, { requiredKeys: [] }))
  fc.assert(
    fc.property(input, (given) => {
      const { value, faults } = checkInput(schema, given, 'the request', example)
      const parsed = schema.safeParse(given)
      expect(value).toEqual(parsed.data)
      expect(faults === undefined).toBe(parsed.success)
      expect(faults?.join('; ').length ?? 0).toBeLessThan(4000)
    }),
  )
})
