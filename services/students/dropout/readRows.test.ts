import { describe, expect, test } from 'vitest'
import { clean, rules } from './clean.ts'
import { columns } from './columns.ts'
import { generate } from './generate.ts'
import { maximumBytes, readRows } from './readRows.ts'
import { route } from './route.ts'
import { realFile } from './testing/realFile.ts'

const header = [...columns.map(({ header }) => header), 'Target']
const fields = (changes: Readonly<Record<string, string | number>> = {}) => {
  const values: Readonly<Record<string, string | number>> = { ...route.example, ...changes }
  return [...columns.map(({ name }) => values[name]), values.Target ?? 'Graduate']
}
const row = (changes = {}) => fields(changes).join(';')
const file = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'))
const only = (...rows: string[]) => file(header.join(';'), ...rows)
const good = Array.from({ length: 80 }, (_, i) => row({ age: 18 + i }))

describe('the file', () => {
  test('is read whatever the separator, the order, the capitals and the blanks of its columns, and its line ends', () => {
    const [plain] = readRows(only(row()))
    expect(plain.outcome).toBe('graduate')
    expect(plain.line).toBe(2)
    expect([...plain.values]).toEqual(columns.map(({ name }) => route.example[name]))
    const tab = header.map((name) => (name.startsWith('Daytime') ? `"${name}\t"` : name))
    expect(readRows(file(`\ufeff${tab.join(';')}\r`, `${row()}\r`, ''))).toEqual([plain])
    const shout = header.map((name) => name.toUpperCase().replace('NACIONALITY', 'Nationality')).toReversed()
    const commas = file(['Remark', ...shout].join(','), ['none', ...fields().toReversed()].join(','))
    expect(readRows(commas)).toEqual([plain])
    expect(readRows(file(header.join('\t'), fields().join('\t')))).toEqual([plain])
  })

  test.each([
    ['nothing', file(), 'the file is empty'],
    ['a header alone', only(), 'a header and no rows'],
    ['other columns', file('a;b', '1;2'), 'columns missing: Marital status, Application mode'],
    ['no outcomes', file(header.slice(0, -1).join(';'), row()), 'columns missing: Target; found'],
    ['a column twice', file([...header, 'GDP'].join(';'), `${row()};1`), 'the column "gdp" occurs twice'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 65, 0), 'UTF-16; save it as UTF-8'],
    ['a broken quote', only(`"${row()}`), 'the file is not CSV'],
    ['a truncated row', only(row(), row().slice(0, 40)), /row 3: has \d+ fields; the header has 37/],
    [
      'a word',
      only(row({ age: 'old' })),
      'row 2, column "Age at enrollment": "old" is not a number; it must be age',
    ],
    ['NaN', only(row({ gdp: 'NaN' })), 'column "GDP": "NaN" is not a number'],
    ['infinity', only(row({ gdp: '1e999' })), 'column "GDP": "1e999" is not a number'],
    [
      'half a course',
      only(row({ approved1: 2.5 })),
      '"2.5" is not a whole number; it must be courses passed',
    ],
    [
      'a grade of another scale',
      only(row({ grade1: 87 })),
      '"87" is not between 0 and 20; it must be mean grade',
    ],
    [
      'another outcome',
      only(row({ Target: 'Left' })),
      'column "Target": "Left" must be Dropout, Enrolled or',
    ],
  ])('of %s is refused', (_, bytes, message) => {
    expect(() => readRows(bytes)).toThrow(message)
  })

  test('names the line that is not UTF-8, and refuses too many bytes before it reads them', () => {
    const mixed = Buffer.concat([only(row(), ''), Buffer.from([0xe9, 0x74, 0xe9])])
    expect(() => readRows(mixed)).toThrow('row 3: "\ufffdt\ufffd" is not UTF-8')
    expect(() => readRows(new Uint8Array(maximumBytes + 1))).toThrow(`at most ${maximumBytes} are read`)
  })

  test('shows the first 20 faults of many', () => {
    const bad = () => readRows(only(...Array.from({ length: 30 }, () => row({ age: -1 }))))
    expect(bad).toThrow('30 faults in 30 rows, the first 20:')
  })
})

describe('cleaning', () => {
  test('drops and counts', () => {
    const { examples, rules: counts } = clean(
      only(...good, good[0], row({ gdp: '' }), row({ approved2: 7 }), row({ approved1: 0 })),
    )
    expect(examples).toHaveLength(80)
    expect(counts).toEqual(Object.fromEntries(Object.keys(rules).map((rule) => [rule, 1])))
  })

  test('refuses a file of which too much is unusable', () => {
    expect(() => clean(only(...good.slice(0, 10), row({ gdp: '' })))).toThrow(
      '1 of 11 rows are unusable, more than 5 %: repeated_row_dropped 0, incomplete_row_dropped 1',
    )
  })

  test('finds nothing to drop in an invented file', () => {
    const { examples, rowsRead, rules: counts } = clean(generate(1))
    expect([examples.length, rowsRead]).toEqual([4424, 4424])
    expect(Object.values(counts)).toEqual([0, 0, 0, 0])
    const [one, again, other] = [1, 1, 2].map((seed) => Buffer.from(generate(seed)))
    expect([one.equals(again), one.equals(other)]).toEqual([true, false])
  })

  test.skipIf(realFile === undefined)('reads the real file below ATOLL_TEST_DATA whole', () => {
    const { examples, rules: counts } = clean(realFile!)
    const shares = Map.groupBy(examples, ({ outcome }) => outcome)
    expect(Object.fromEntries(Array.from(shares, ([name, rows]) => [name, rows.length]))).toEqual({
      ...{ dropout: 1421, enrolled: 794, graduate: 2209 },
    })
    expect(Object.values(counts)).toEqual([0, 0, 0, 0])
  })
})
