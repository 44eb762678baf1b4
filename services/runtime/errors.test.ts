import { expect, test } from 'vitest'
import { DataError, explain } from './errors.ts'

test('a fault is one short line, however long the value that was found', () => {
  const { message } = new DataError('1 fault:', [
    { row: 7, column: 'temp', value: 'x'.repeat(5_000_000), problem: 'is not a number' },
  ])
  expect(message).toBe(
    `1 fault:\n  row 7, column "temp": "${'x'.repeat(80)}"... (5000000 characters) is not a number`,
  )
  expect(new DataError('1 fault:', [{ value: 'warm', problem: 'is not a number' }]).message).toBe(
    '1 fault:\n  "warm" is not a number',
  )
})

test.each([
  ['its causes', new Error('no model', { cause: new Error('fetch failed') }), 'no model: fetch failed'],
  ['a cause that is text', new Error('no model', { cause: 'no answer' }), 'no model: no answer'],
  ['no cause that is only a record', new Error('denied', { cause: { amzId2: 'x' } }), 'denied'],
  ['the first of several', new AggregateError([new Error('refused'), new Error('gone')]), 'refused'],
  ['its code, without a message', Object.assign(new Error(), { code: 'EPIPE' }), 'EPIPE'],
])('an error is explained by its message and %s', (_, error, text) => {
  expect(explain(error)).toBe(text)
})
