import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bikes } from '../../services/bikes/workload.ts'
import { workloads } from '../../services/workloads.ts'
import { Failure } from './failure.ts'
import { checkRequest, requestFields, requestFromJson, requestFromOptions } from './predict.ts'

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

test('a value of the wrong type stays what it is', () => {
  const given = { temperature: 'warm', holiday: 'maybe', data: '[1,' }
  expect(requestFromOptions(fields, given)).toEqual(given)
  expect(requestFromOptions(fields, { temperature: ' ' })).toEqual({ temperature: ' ' })
  expect(() => requestFromJson('{')).toThrow(Failure)
})

test('every field that is missing or wrong is named at once', () => {
  const request = { ...(bikes.serving.route.example as object), hour: undefined, temperature: 'warm' }
  expect(() => checkRequest(bikes, request)).toThrow(
    'request to bikes:\n' +
      '  hour is missing, and must be text, such as "2012-06-01T08"\n' +
      '  temperature is "warm", and must be a number from -30 to 55, such as 24',
  )
  expect(() => checkRequest(bikes, bikes.serving.route.example)).not.toThrow()
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
