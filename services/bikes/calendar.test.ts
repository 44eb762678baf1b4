import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarOf, formatHour, parseDay, parseHour } from './calendar.ts'
import { holidaysOf } from './holidays.ts'

const hour = fc
  .integer({ min: Date.UTC(1900, 0, 1) / 3.6e6, max: Date.UTC(2100, 11, 31, 23) / 3.6e6 })
  .map((h) => h * 3.6e6)

describe('hours', () => {
  test('what is formatted is parsed again, a whole hour as well if it is written with minutes and seconds', () => {
    fc.assert(
      fc.property(hour, fc.constantFrom('', ':00', ':00:00'), (time, rest) => {
        expect(parseHour(formatHour(time) + rest)).toBe(time)
      }),
    )
  })

  test.each([
    '2012-06-01',
    '2012-06-01 08',
    '2012-06-31T08',
    '2012-06-01T24',
    '2012-06-01T8',
    '2012-06-01T08:30',
    '2012-06-01T08:00:15',
    '1899-12-31T23',
    '2101-01-01T00',
    '0000-01-01T00',
    '9999-12-31T23',
    '',
  ])('%j is no hour', (text) => expect(parseHour(text)).toBeUndefined())

  test('there is no 30 February', () => expect(parseDay('2012-02-30')).toBeUndefined())
})

describe('calendar', () => {
  test.each([
    ['2012-06-01T08', { year: 1, month: 6, hour: 8, weekday: 5, season: 2 }],
    ['2011-03-20T23', { year: 0, month: 3, hour: 23, weekday: 0, season: 1 }],
    ['2011-03-21T00', { year: 0, month: 3, hour: 0, weekday: 1, season: 2 }],
    ['2011-06-21T00', { year: 0, month: 6, hour: 0, weekday: 2, season: 3 }],
    ['2011-09-23T00', { year: 0, month: 9, hour: 0, weekday: 5, season: 4 }],
    ['2012-12-21T12', { year: 1, month: 12, hour: 12, weekday: 5, season: 1 }],
  ])('of %s', (text, expected) => expect(calendarOf(parseHour(text)!)).toEqual(expected))

  test('public holidays of 2012', () => {
    const days = [...holidaysOf(2012)].map((time) => formatHour(time).slice(5, 10)).sort()
    expect(days).toEqual([
      ...['01-02', '01-16', '02-20', '04-16', '05-28', '07-04'],
      ...['09-03', '10-08', '11-12', '11-22', '12-25'],
    ])
  })
})
