import { expect, test } from 'vitest'
import { DataError } from './errors.ts'

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
