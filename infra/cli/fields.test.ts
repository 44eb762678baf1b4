import fc from 'fast-check'
import { expect, test } from 'vitest'
import { workloads } from '../../services/workloads.ts'
import { type Field, fieldsOf, givenAs } from './fields.ts'

const field = (name: string, type: Field['type']) => ({ name, type, required: false, description: '' })
const fields = [
  field('hour', 'string'),
  field('temperature', 'number'),
  field('holiday', 'boolean'),
  field('data', 'json'),
]
const read = (options: Parameters<typeof givenAs>[3]) => givenAs('the request', undefined, fields, options)

test('options become values, each by the type of its field', () => {
  expect(read({ hour: '2012-06-01T08', temperature: '21.5', holiday: true, data: '[1,2]' })).toEqual({
    hour: '2012-06-01T08',
    temperature: 21.5,
    holiday: true,
    data: [1, 2],
  })
  expect(read({ holiday: 'false' })).toEqual({ holiday: false })
})

test('a value of the wrong type stays what it is', () => {
  const given = { temperature: 'warm', holiday: 'maybe', data: '[1,' }
  expect(read(given)).toEqual(given)
  expect(read({ temperature: ' ' })).toEqual({ temperature: ' ' })
})

test('any number is read as itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(read({ temperature: String(value) })).toEqual({ temperature: value === 0 ? 0 : value })
    }),
  )
})

test('JSON is taken instead of options, and is named if it is none', () => {
  expect(givenAs('the request', '{"hour": "x"}', fields, {})).toEqual({ hour: 'x' })
  expect(() => givenAs('the request', '{', fields, {})).toThrow(/^the request is not JSON/)
  expect(() => givenAs('the request', '{}', fields, { hour: 'x' })).toThrow('as JSON and as options')
})

test.each(workloads.map((workload) => [workload.name, workload] as const))(
  "%s: the route's example and the training's parameters can be given as options",
  (_name, { serving, training }) => {
    for (const [schema, right] of [
      [serving.routes[0].request, serving.routes[0].example],
      [training.parameters, training.parameters.parse({})],
    ] as const) {
      const options = Object.fromEntries(
        Object.entries(right as object).map(([key, value]) => [
          key,
          typeof value === 'object' ? JSON.stringify(value) : String(value),
        ]),
      )
      const given = givenAs('it', undefined, fieldsOf(schema), options)
      expect(schema.parse(given)).toEqual(schema.parse(right))
    }
  },
)
