import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EtlReport, etl } from './etl.ts'
import { generateSchool } from './generate.ts'
import { addKey } from './keyRing.ts'
import { openSchool } from './openSchool.ts'
import { createProtector } from './protect.ts'
import { sourceColumns } from './schema.ts'
import { tableNamed, tables } from './tables.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

const parent = mkdtempSync(join(tmpdir(), 'atoll-etl-'))
afterAll(() => rmSync(parent, { recursive: true }))

/** Each table of a tiny school as CSV; `change` gives other text for a table. */
function writeExport(
  name: string,
  change: Readonly<Record<string, (text: string) => string | Buffer>>,
): string {
  const directory = join(parent, name)
  mkdirSync(directory)
  const { batches } = generateSchool({ students: 12, seed: 5, spoiledShare: 0 })
  const rows = new Map<string, (string | null)[][]>()
  for (const batch of batches) for (const [table, some] of batch) rows.set(table, some)
  for (const table of tables) {
    const lines = [sourceColumns(table), ...rows.get(table.name)!].map((row) =>
      row.map((one) => one ?? '').join(','),
    )
    const text = `${lines.join('\n')}\n`
    writeFileSync(join(directory, `${table.name}.csv`), change[table.name]?.(text) ?? text)
  }
  return directory
}

let count = 0
async function clean(change: Parameters<typeof writeExport>[1]): Promise<EtlReport> {
  const source = writeExport(`source-${++count}`, change)
  return etl({ source, out: join(parent, `out-${count}`), ring: addKey() })
}

const message = (change: Parameters<typeof writeExport>[1]): Promise<string> =>
  clean(change).then(
    () => 'accepted',
    (error: Error) => error.message,
  )

const line = (text: string, row: number) => text.split('\n')[row]!

describe('cleaning an invented school', () => {
  let school: SmallSchool
  beforeAll(async () => {
    school = await smallSchool(150, 2, 0.03)
  })
  afterAll(() => school[Symbol.dispose]())

  test('finds all that was spoiled, and nothing else', () => {
    const natural = /^(people|outcomes)\.|returned_on\.missing/
    const found = Object.entries(school.report).flatMap(([table, { rules }]) =>
      Object.entries(rules).map(([rule, n]) => [`${table}.${rule}`, n] as const),
    )
    const without = (entries: Iterable<readonly [string, number]>) =>
      Object.fromEntries([...entries].filter(([rule]) => !natural.test(rule)))
    expect(without(found)).toEqual(without(school.spoiled))
    for (const [rule, n] of school.spoiled)
      if (natural.test(rule)) expect([rule, Object.fromEntries(found)[rule]! >= n]).toEqual([rule, true])
  })

  test('keeps every row or keeps why it was rejected', async () => {
    using open = await openSchool(school.directory)
    for (const table of tables) {
      const { read, kept, rejected } = school.report[table.name]!
      expect(kept + rejected).toBe(read)
      expect(await open.rows(`SELECT count(*) AS n FROM ${table.name}`)).toEqual([{ n: kept }])
      if (rejected === 0) continue
      const file = join(school.directory, 'rejected', `${table.name}.parquet`)
      const [row] = await open.rows(
        `SELECT count(*) AS n, count(reason) AS reasons, count(DISTINCT source_row) AS places FROM '${file}'`,
      )
      expect(row!.n).toBe(rejected)
      expect(row!.reasons).toBe(rejected)
    }
  })

  test('gives typed columns within their ranges, each reference to a row that is there', async () => {
    using open = await openSchool(school.directory)
    for (const { name, columns } of tables)
      for (const { name: column, min, max, references, optional } of columns) {
        const wrong = [
          optional ? 'false' : `${column} IS NULL`,
          min === undefined ? 'false' : `${column} < ${min}`,
          max === undefined ? 'false' : `${column} > ${max}`,
          references === undefined ? 'false' : `${column} NOT IN (SELECT ${column} FROM ${references})`,
        ]
        expect(await open.rows(`SELECT * FROM ${name} WHERE ${wrong.join(' OR ')}`)).toEqual([])
      }
  })
})

test('no personal value is in any stored byte, in a result or in the report; the key opens it', async () => {
  const { batches } = generateSchool({ students: 60, seed: 9, spoiledShare: 0.05 })
  const given = [...batches]
  const people = given.flatMap((batch) => batch.get('people') ?? [])
  const personal = people.flatMap((row) => row.slice(0, 6) as string[])
  const instructors = given.flatMap((batch) => (batch.get('offerings') ?? []).map((row) => row.at(-1)!))
  const secrets = new Set([...personal, ...people.flatMap(([, name]) => name!.split(' ')), ...instructors])
  const out = join(parent, 'private')
  const ring = addKey()
  await etl({ source: given, out, ring, compression: 'uncompressed' })

  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  expect(files.length).toBeGreaterThan(tables.length)
  const bytes = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1')).join('\n')
  using school = await openSchool(out)
  const results = await Promise.all(tables.map(({ name }) => school.rows(`SELECT * FROM ${name}`)))
  const stored = bytes + JSON.stringify(results)
  // The search itself works: what is not personal is found.
  expect(stored).toContain('Computer Science')
  // What is sealed has any four letters somewhere by chance.
  expect([...secrets].filter((secret) => secret.length > 5 && stored.includes(secret))).toEqual([])

  const protector = createProtector(ring)
  const rows = await school.rows('SELECT student, full_name_sealed, student_number_sealed FROM people')
  const names = new Map(people.map(([number, name]) => [number, name]))
  for (const { student, full_name_sealed, student_number_sealed } of rows) {
    const number = protector.unseal(String(student_number_sealed), 'student_number_sealed')
    expect(student).toBe(protector.token(number))
    expect(protector.unseal(String(full_name_sealed), 'full_name_sealed')).toBe(names.get(number))
  }
})

describe('an export', () => {
  test('may be untidy: what is no row or no value is counted and named, the rest is kept', async () => {
    const lines = (text: string, change: (fields: string[], row: number) => string[], delimiter = ',') =>
      text
        .trim()
        .split('\n')
        .map((one, row) => change(one.split(','), row).join(delimiter))
    const bad = ['', 'NaN', 'Infinity', '1e999', '-inf']
    let activities = 0
    const report = await clean({
      // Columns in another order and besides, semicolons, a byte-order mark, CRLF.
      activities: (text) => {
        const all = lines(text, (fields, row) => [...fields.toReversed(), row === 0 ? 'note' : 'a, b'], ';')
        activities = all.length - 1
        return `\ufeff${all.join('\r\n')}\r\n`
      },
      grades: (text) =>
        text.replace(line(text, 3), 'short,line').replace(line(text, 5), '"open, "quote" ,,,,,,,'),
      loans: (text) =>
        Buffer.concat([
          Buffer.from(`${line(text, 0)}\n`),
          Buffer.from([0xff, 0xfe, 0x2c, 10]),
          Buffer.from(text.slice(text.indexOf('\n') + 1)),
        ]),
      // Cut within its last line.
      attendance: (text) => text.slice(0, text.trimEnd().lastIndexOf(',') - 3),
      program_logs: (text) =>
        lines(text, (fields, row) => (bad[row] ? fields.with(3, bad[row]) : fields)).join('\n'),
    })
    expect(report.activities).toMatchObject({ kept: activities, rejected: 0, rules: {} })
    expect(report.grades!.rules.unreadable_line).toBe(2)
    expect(report.grades!.unreadable.map(({ line }) => line)).toEqual([4, 6])
    expect(report.loans!.unreadable.map(({ line }) => line)).toEqual([2])
    expect(report.attendance!.unreadable).toHaveLength(1)
    expect(report.program_logs!.rules).toMatchObject({ 'minutes.missing': 1, 'minutes.malformed': 3 })
  })

  test.each([
    ['is empty', () => '', 'grades.csv is empty'],
    [
      'has a header and no rows',
      (text: string) => `${line(text, 0)}\n`,
      'no row of grades can be used: it has no rows',
    ],
    [
      'lacks a column',
      (text: string) => text.replace('score', 'mark'),
      /columns missing: score; found .*"mark"/,
    ],
    ['has a column twice', (text: string) => text.replace('term', 'year'), 'columns that occur twice: year'],
    ['is UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'grades.csv is UTF-16'],
    ['is no text', () => Buffer.alloc(100_000, 0xfe), 'grades.csv'],
    [
      'has only students never seen',
      (text: string) => text.replaceAll(/^S\d+/gm, 'S209900000'),
      /213 of 213 rows of grades were rejected, .*student.unknown/,
    ],
  ])('that %s is refused', async (_what, change, expected) => {
    expect(await message({ grades: change as (text: string) => string | Buffer })).toMatch(expected)
  })

  test('in which a quote is left open is refused: what follows it is lost', async () => {
    const opened = (text: string) => text.replace(line(text, 3), line(text, 3).replace(',', ',"'))
    expect(await message({ books: opened })).toMatch(/^books.csv: a quote in line 4 is not closed there/)
  })

  test('whose people were cut off is refused: most of what refers to them would be lost', async () => {
    const cut = (text: string) => `${text.split('\n').slice(0, 5).join('\n')}\n`
    expect(await message({ people: cut })).toMatch(
      /rows of \w+ were rejected, and at most half .*student.unknown/,
    )
  })

  test('that fails leaves nothing half written', async () => {
    const out = join(parent, 'failed')
    const source = writeExport('without-outcomes', { outcomes: (text) => `${line(text, 0)}\n` })
    await expect(etl({ source, out, ring: addKey() })).rejects.toThrow('no row of outcomes can be used')
    expect(existsSync(out)).toBe(false)
    const { batches } = generateSchool({ students: 1, seed: 1 })
    await expect(etl({ source: batches, out, ring: addKey() })).rejects.toThrow(
      'no row of activities can be used: it has no rows',
    )
    expect(existsSync(out)).toBe(false)
  })

  test('gives no personal value away in an error', async () => {
    const headless = await message({ people: (text) => text.slice(text.indexOf('\n') + 1) })
    expect(headless).toMatch(/^people.csv: its first line must name the columns student_number, [a-z_, ]*$/)
    const text = await message({ people: (text) => text.replaceAll(/^S\d+/gm, 'Zoe Secret') })
    expect(text).toMatch(/12 of 12 rows of people were rejected/)
    expect(text).not.toContain('Secret')
  })

  test('that was not cleaned is not asked', async () => {
    const source = writeExport('raw', {})
    await expect(openSchool(source)).rejects.toThrow(/offerings.csv lacks instructor/)
  })

  test('without a table is refused, and a directory that is not empty', async () => {
    const source = writeExport('partial', {})
    rmSync(join(source, 'loans.csv'))
    const ring = addKey()
    await expect(etl({ source, out: join(parent, 'partial-out'), ring })).rejects.toThrow(
      'has no file for loans',
    )
    await expect(etl({ source, out: source, ring })).rejects.toThrow('is not empty')
  })
})

test('a table that is not there is named with those that are', () =>
  expect(() => tableNamed('marks')).toThrow(/no table "marks"; there is departments, courses/))
