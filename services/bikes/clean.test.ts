import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataError } from '../runtime/errors.ts'
import { clean, rules } from './clean.ts'
import { columns } from './columns.ts'
import { file, header, row } from './testing/hourFile.ts'

const errorOf = (bytes: Uint8Array): DataError => {
  try {
    clean(bytes)
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
  throw new Error('the file was accepted')
}

const noRule = Object.fromEntries(Object.keys(rules).map((name) => [name, 0]))

describe('a good file', () => {
  test('gives hours in physical units', () => {
    const { examples, rowsRead, rules } = clean(file(header, row()))
    expect(rowsRead).toBe(1)
    expect(rules).toEqual(noRule)
    expect(examples[0]).toMatchObject({ year: 0, month: 1, hour: 8, weekday: 1, season: 1, workingday: true })
    expect(examples[0]).toMatchObject({
      time: Date.UTC(2011, 0, 3, 8),
      weather: 1,
      holiday: false,
      demand: 16,
    })
    expect(examples[0]?.temperature).toBeCloseTo(3.28)
    expect(examples[0]?.humidity).toBeCloseTo(81)
    expect(examples[0]?.windspeed).toBeCloseTo(6.7)
  })

  test('may start with a byte-order mark, have CRLF, blanks, quotes and columns in any order', () => {
    const names = header.split(',').reverse()
    const fields = row().split(',').reverse()
    const text = `\ufeff${names.map((name) => `"${name}"`).join(' , ')}\r\n${fields.join(', ')}\r\n\r\n`
    expect(clean(new TextEncoder().encode(text))).toEqual(clean(file(header, row())))
  })

  test('may have columns besides', () => {
    expect(clean(file(`${header},note`, `${row()},"a, b"`)).examples).toHaveLength(1)
  })

  test('is sorted by time, whatever its order', () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 })
    fc.assert(
      fc.property(hours, (order) => {
        const { examples, rules } = clean(file(header, ...order.map((hr) => row({ hr }))))
        expect(examples.map(({ hour }) => hour)).toEqual(order.toSorted((a, b) => a - b))
        expect(rules.out_of_order).toBe(
          order.filter((hr, i) => order.slice(0, i).some((one) => one > hr)).length,
        )
      }),
    )
  })
})

describe('rules', () => {
  test('a repeated row is dropped', () => {
    const { examples, rules } = clean(file(header, row(), row({ instant: 2 })))
    expect(examples).toHaveLength(1)
    expect(rules).toEqual({ ...noRule, repeated_row_dropped: 1 })
  })

  test('a humidity of 0 and an unbelievable felt temperature are missing', () => {
    const { examples, rules } = clean(file(header, row({ hum: 0, atemp: 0.9 })))
    expect(examples[0]?.humidity).toBeNaN()
    expect(examples[0]?.feelsLike).toBeNaN()
    expect(rules).toEqual({ ...noRule, humidity_missing: 1, feels_like_missing: 1 })
  })

  test('heavy rain counts as rain', () => {
    const { examples, rules } = clean(file(header, row({ weathersit: 4 })))
    expect(examples[0]?.weather).toBe(3)
    expect(rules).toEqual({ ...noRule, heavy_rain_joined: 1 })
  })

  test('the date is right where the calendar columns contradict it', () => {
    const { examples, rules } = clean(
      file(header, row({ weekday: 5, season: 3, mnth: 7, yr: 1, workingday: 0 })),
    )
    expect(examples).toEqual(clean(file(header, row())).examples)
    expect(rules).toEqual({ ...noRule, calendar_recomputed: 1 })
  })

  test('a total that is no total is dropped, and many of them are an error', () => {
    const good = Array.from({ length: 120 }, (_, i) =>
      row({ dteday: `2011-01-${String(1 + Math.floor(i / 24)).padStart(2, '0')}`, hr: i % 24 }),
    )
    const wrong = good.with(7, row({ dteday: '2011-01-01', hr: 7, cnt: 999 }))
    expect(clean(file(header, ...wrong)).examples).toHaveLength(119)
    expect(clean(file(header, ...wrong)).rules.inconsistent_total_dropped).toBe(1)
    expect(errorOf(file(header, row({ cnt: 999 }))).message).toMatch(
      /is not cnt in 1 of 1 rows, more than 1 %/,
    )
  })
})

describe('a bad file', () => {
  test('empty, or without rows', () => {
    expect(errorOf(new Uint8Array()).message).toBe('the file is empty; its first line must name the columns')
    expect(errorOf(file(header)).message).toBe('the file has a header and no rows')
  })

  test('without any column: the message names the missing and the found ones', () => {
    fc.assert(
      fc.property(
        fc.subarray(
          columns.map(({ name }) => name),
          { maxLength: columns.length - 1 },
        ),
        (kept) => {
          fc.pre(kept.length > 0)
          const { message } = errorOf(file(kept.join(','), kept.map(() => '1').join(',')))
          const missing = columns
            .map(({ name }) => name as string)
            .filter((name) => !kept.includes(name as never))
          expect(message).toContain(`columns missing: ${missing.join(', ')}; found "${kept[0]}"`)
        },
      ),
    )
  })

  test('whose header is endless: the message is not', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `${'x'.repeat(100)}${i}`)
    for (const header of [names.join(','), ','.repeat(1999)]) {
      const { message } = errorOf(file(header))
      expect(message.length).toBeLessThan(10_000)
      expect(message).toMatch(/ \(2000 columns\)$/)
    }
  })

  test('separated by semicolons', () => {
    expect(errorOf(file(header.replaceAll(',', ';'))).message).toContain('fields must be separated by commas')
  })

  test('a column twice', () => {
    expect(errorOf(file(`${header},hr`, `${row()},8`)).message).toContain('columns that occur twice: hr')
  })

  test.each([
    ['hr', 'eight', 'row 3, column "hr": "eight" is not a number; it must be hour of the day, local time'],
    ['hr', '24', 'row 3, column "hr": "24" is not between 0 and 23'],
    ['hr', '8.5', 'row 3, column "hr": "8.5" is not a whole number'],
    ['cnt', '-1', 'row 3, column "cnt": "-1" is not between 0 and 2000000'],
    ['temp', '', 'row 3, column "temp": "" is empty; it must be temperature, (°C + 8) / 47'],
    ['temp', 'NaN', 'row 3, column "temp": "NaN" is not a number'],
    ['hum', '0x1', 'row 3, column "hum": "0x1" is not a number'],
    ['hum', '81', 'row 3, column "hum": "81" is not between 0 and 1'],
    ['weathersit', '1e400', 'row 3, column "weathersit": "1e400" is not a number'],
    [
      'dteday',
      '2011-02-30',
      'row 3, column "dteday": "2011-02-30" is not a date; it must be day, YYYY-MM-DD',
    ],
    ['dteday', '03/01/2011', 'row 3, column "dteday": "03/01/2011" is not a date'],
    [
      'dteday',
      '9999-12-31',
      'row 3, column "dteday": "9999-12-31" is not between 2011-01-01 and 2110-12-31; it must be day',
    ],
  ])('%s = %j', (column, value, message) => {
    expect(errorOf(file(header, row(), row({ hr: 9, [column]: value }))).message).toContain(message)
  })

  test('several faults are reported at once, up to 20', () => {
    const { message, faults } = errorOf(file(header, row({ hr: 'x', cnt: 'y' }), row({ temp: 'z' })))
    expect(faults.map(({ row, column }) => [row, column])).toEqual([
      [2, 'hr'],
      [2, 'cnt'],
      [3, 'temp'],
    ])
    expect(message).toMatch(/^3 faults in 2 rows:/)
    const many = errorOf(file(header, ...Array.from({ length: 50 }, () => row({ hr: 'x' }))))
    expect(many.message).toMatch(/^50 faults in 50 rows, the first 20:/)
    expect(many.faults).toHaveLength(20)
  })

  test('a row with another number of fields', () => {
    expect(errorOf(file(header, `${row()},9`)).message).toContain('row 2: has 18 fields; the header has 17')
    expect(errorOf(file(header, '1,2')).message).toContain('row 2: has 2 fields; the header has 17')
  })

  test('an hour twice with different values', () => {
    const twice = file(header, row(), row({ casual: 4, cnt: 17 }))
    expect(errorOf(twice).message).toContain(
      'row 3, column "dteday, hr": "2011-01-03T08" occurs with other values in row 2; an hour must occur once',
    )
  })

  test('mixed encodings, UTF-16, an open quote', () => {
    const latin = Buffer.concat([file(header, row()), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])])
    expect(errorOf(latin).message).toMatch(/save it as UTF-8\n {2}row 3: "caf.*" is not UTF-8/)
    expect(errorOf(Buffer.from(`\ufeff${header}`, 'utf16le')).message).toBe(
      'the file is UTF-16; save it as UTF-8',
    )
    expect(errorOf(file(header, `"${row()}`)).message).toMatch(/^the file is not CSV/)
  })

  test('too large to be this data, without reading it', () => {
    expect(errorOf(new Uint8Array(64 * 1024 * 1024 + 1)).message).toContain('at most 67108864 are read')
  })

  test('any bytes are cleaned or refused with a DataError', () => {
    const damaged = fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
      const whole = file(header, row(), row({ hr: 9 }), row({ hr: 10 }))
      const damagedFile = Uint8Array.from(whole)
      damagedFile.set(bytes, at % (whole.length - 8))
      return damagedFile
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => {
        try {
          expect(clean(bytes).examples.length).toBeGreaterThanOrEqual(0)
        } catch (error) {
          expect(error).toBeInstanceOf(DataError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
