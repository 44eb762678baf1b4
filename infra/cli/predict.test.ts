import fc from 'fast-check'
import { expect, test } from 'vitest'
import { workloads } from '../../services/workloads.ts'
import { Failure } from './failure.ts'
import { requestFields, requestFromJson, requestFromOptions } from './predict.ts'

const fields = [
  { name: 'hour', type: 'string', required: true, description: '' },
  { name: 'temperature', type: 'number', required: true, description: '' },
  { name: 'holiday', type: 'boolean', required: false, description: '' },
  { name: 'data', type: 'json', required: false, description: '' },
] as const

test('options become a request, each by the type of its field', () => {
  expect(
    requestFromOptions(fields, { hour: '2012-06-01T08', temperature: '21.5', holiday: true, data: '[1,2]' }),
  ).toEqual({ hour: '2012-06-01T08', temperature: 21.5, holiday: true, data: [1, 2] })
  expect(requestFromOptions(fields, { holiday: 'false' })).toEqual({ holiday: false })
})

test('a value of the wrong type is named', () => {
  expect(() => requestFromOptions(fields, { temperature: 'warm' })).toThrow(
    '--temperature warm: not a number',
  )
  expect(() => requestFromOptions(fields, { temperature: true })).toThrow('--temperature (no value)')
  expect(() => requestFromOptions(fields, { data: '[1,' })).toThrow(/^--data is not JSON/)
  expect(() => requestFromJson('{')).toThrow(Failure)
})

test('any number is read as itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(requestFromOptions(fields, { temperature: String(value) })).toEqual({
        temperature: value === 0 ? 0 : value,
      })
    }),
  )
})

test.each(workloads.map((workload) => [workload.name, workload] as const))(
  "%s: the route's example can be given as options",
  (_name, workload) => {
    const { request, example } = workload.serving.route
    const options = Object.fromEntries(
      Object.entries(example as object).map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    )
    expect(request.parse(requestFromOptions(requestFields(workload), options))).toEqual(
      request.parse(example),
    )
  },
)
