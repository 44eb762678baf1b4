import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DataError } from '../runtime/errors.ts'
import { clean, rules } from './clean.ts'

const file = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)
const header = 'userId,movieId,rating,timestamp'
const noRule = Object.fromEntries(Object.keys(rules).map((name) => [name, 0]))
const expected = [
  { user: '196', movie: '242', rating: 3, time: 881250949 },
  { user: '186', movie: '302', rating: 4.5, time: 891717742 },
]

describe('every kind of file gives the same interactions', () => {
  test.each([
    ['u.data', ['196\t242\t3\t881250949', '186\t302\t4.5\t891717742']],
    ['ratings.dat', ['196::242::3::881250949', '186::302::4.5::891717742']],
    ['ratings.csv', [header, '196,242,3.0,881250949', '186,302,4.5,891717742']],
    [
      'columns in any order, others besides, CRLF, blanks, quotes, a byte-order mark',
      [
        '\ufeff"Movie ID" , note,TIMESTAMP,user_id,Rating\r',
        '302,"a, b",891717742,186,4.5\r',
        '',
        ' 242 ,,881250949,"196",3\r',
      ],
    ],
    ['semicolons', [header.replaceAll(',', ';'), '196;242;3;881250949', '186;302;4.5;891717742']],
    [
      'a log of events',
      [
        '{"type":"rate","user":196,"movie":"242","rating":3,"time":881250949,"from":"tv"}',
        '{"type":"rate","user":"186","movie":302,"rating":4.5,"time":"1998-04-04T19:22:22Z"}',
      ],
    ],
  ])('%s', (_, lines) => {
    expect(clean(file(...lines))).toEqual({ examples: expected, rowsRead: 2, rules: noRule })
  })

  test('with titles, wherever they stand', () => {
    const { examples } = clean(
      file(`title,${header}`, ',1,5,2,300', '"Heat,  (1995)",2,5,4,100', ',2,6,4,50'),
    )
    expect(examples.map(({ movie, title }) => [movie, title])).toEqual([
      ['6', undefined],
      ['5', 'Heat, (1995)'],
      ['5', 'Heat, (1995)'],
    ])
  })

  test('without a time, in the order of the rows', () => {
    const { examples } = clean(file('user,movie,rating', '2,7,4', '1,9,5'))
    expect(examples.map(({ user, time }) => [user, time])).toEqual([
      ['2', 2],
      ['1', 3],
    ])
  })
})

describe('rules', () => {
  test('the last rating of a movie counts, whatever the order of the rows', () => {
    const { examples, rules } = clean(file(header, '1,5,2,300', '1,5,4,100', '1,5,4,50', '2,5,4,60'))
    expect(examples).toEqual([
      { user: '2', movie: '5', rating: 4, time: 60 },
      { user: '1', movie: '5', rating: 2, time: 300 },
    ])
    expect(rules).toEqual({ ...noRule, older_rating_dropped: 2 })
    const repeated = clean(file(header, '1,5,4,50', '1,5,4,100'))
    expect(repeated.examples).toEqual([{ user: '1', movie: '5', rating: 4, time: 50 }])
    expect(repeated.rules).toEqual({ ...noRule, repeated_dropped: 1 })
  })

  test('who has rated a movie has seen it; requests say nothing', () => {
    const event = (type: string, time: number, more: object = {}) =>
      JSON.stringify({ type, user: 'a', movie: 'm', time, ...more })
    const log = [event('watch', 1), event('rate', 2, { rating: 5 }), event('watch', 3), event('request', 4)]
    const { examples, rules, rowsRead } = clean(
      file(...log, event('watch', 5, { movie: 'n' }), event('watch', 6, { movie: 'n' })),
    )
    expect(examples).toEqual([
      { user: 'a', movie: 'm', rating: 5, time: 2 },
      { user: 'a', movie: 'n', rating: undefined, time: 5 },
    ])
    expect(rowsRead).toBe(6)
    expect(rules).toEqual({ ...noRule, watch_of_rated_dropped: 2, repeated_dropped: 1, request_skipped: 1 })
  })

  test('one line in a hundred of a log may be broken, no more', () => {
    const events = Array.from({ length: 99 }, (_, n) =>
      JSON.stringify({ type: 'watch', user: n, movie: 1, time: 1 }),
    )
    const { examples, rules } = clean(file(...events, '{"type":"watch","user":"9'))
    expect(examples).toHaveLength(99)
    expect(rules.broken_event_dropped).toBe(1)
    expect(() => clean(file(...events.slice(1), '{"type":"watch","user":"9'))).toThrow(
      /^1 fault in 99 rows:\n {2}row 99: "{.*" is no event: it must be that of a rate, watch or request event/,
    )
  })
})

describe('a bad file', () => {
  test.each([
    ['nothing', file(''), 'the file is empty'],
    ['a header alone', file(header), 'the file has a header and no rows'],
    [
      'other columns',
      file('a,b', '1,2'),
      'columns missing: userid or user, movieid or movie or itemid or item',
    ],
    ['a column twice', file(`${header},user`, '1,2,3,4,5'), 'the header names the user twice'],
    [
      'stars that are none',
      file(header, '1,2,3,4', '1,3,x,4'),
      'row 3, column "rating": "x" is not a number',
    ],
    ['NaN', file(header, '1,2,NaN,4'), 'row 2, column "rating": "NaN" is not a number'],
    ['too many stars', file('1\t2\t6\t4'), 'row 1, column "rating": "6" is not between 0.5 and 5'],
    ['no user', file(header, ',2,3,4'), 'row 2, column "user": "" is empty; it must be an id'],
    ['a time in words', file('1::2::3::4', '1::3::3::now'), 'row 2, column "time": "now" is no time'],
    ['milliseconds', file(header, '1,2,3,881250949000'), 'seconds since 1970, before the year 2200'],
    ['a truncated row', file(header, '1,2,3,4', '1,3'), 'row 3: has 2 fields; the header has 4'],
    ['a truncated line', file('1\t2\t3\t4', '1\t3'), 'row 2: "1\\t3" has 2 fields; it must have 4'],
    [
      'a rating event without stars',
      file('{"type":"rate","user":1,"movie":2,"time":3}'),
      'its rating must be',
    ],
    [
      'an open quote',
      file(header, '1,2,3,4', '"1,2,3,4', '1,3,3,4'),
      'a quote that opens in record 3 is never closed',
    ],
    ['two faults in a row', file(header, '1,2,x,y', '1,3,3,4'), /^2 faults in 2 rows/],
    [
      'UTF-16',
      new Uint8Array(Buffer.from(`\ufeff${header}`, 'utf16le')),
      'the file is UTF-16; save it as UTF-8',
    ],
    [
      'mixed encodings',
      Buffer.concat([file(header), Buffer.from([0xe9, 10])]),
      'row 2: "\ufffd" is not UTF-8',
    ],
    ['too large', new Uint8Array(64 * 1024 * 1024 + 1), 'at most 67108864 are read'],
  ])('%s', (_, bytes, message) => {
    expect(() => clean(bytes)).toThrow(DataError)
    expect(() => clean(bytes)).toThrow(message)
  })

  test('many faults are counted, the first 20 shown', () => {
    const lines = Array.from({ length: 50 }, () => '1,2,x,4')
    expect(() => clean(file(header, ...lines))).toThrow(
      /^50 faults in 50 rows, the first 20:(\n {2}row.*){20}$/,
    )
  })

  test('any bytes are cleaned or refused with a DataError', () => {
    const whole = file(header, '1,2,3,4', '2,3,4,5')
    const damaged = fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
      const copy = Uint8Array.from(whole)
      copy.set(bytes, at % (whole.length - 8))
      return copy
    })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => file(text)),
          damaged,
        ),
        (bytes) => {
          try {
            for (const { rating } of clean(bytes).examples) expect(rating).toBeGreaterThanOrEqual(0.5)
          } catch (error) {
            expect(error).toBeInstanceOf(DataError)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
