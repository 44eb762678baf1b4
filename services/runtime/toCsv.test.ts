import { parse } from 'csv-parse/sync'
import { array, assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { csvField, toCsv } from './toCsv.ts'

test('quotes what must be, leaves out what is missing, and is no formula to a spreadsheet', () => {
  const rows = [['x"y', null, '=1+1', -2, '-2.5', '-cmd']]
  expect(toCsv(['a', 'b,c', 'd', 'e', 'f', 'g'], rows)).toBe(
    `a,"b,c",d,e,f,g\r\n"x""y",,'=1+1,-2,-2.5,'-cmd\r\n`,
  )
})

test('fields are read back as they were', () => {
  assert(
    property(array(string({ unit: 'binary' }), { minLength: 2, maxLength: 5 }), (texts) => {
      expect(parse(`${texts.map(csvField).join(',')}\r\n`)).toEqual([texts])
    }),
  )
})
