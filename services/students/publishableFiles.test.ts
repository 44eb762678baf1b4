import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDuckDB, quote } from './duckdb.ts'
import { publishableFiles } from './publishableFiles.ts'
import { tables } from './tables.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

let small: SmallSchool
beforeAll(async () => {
  small = await smallSchool(30, 4)
})
afterAll(() => small?.[Symbol.dispose]())

/** What is wrong with a copy of the school once it is spoiled. */
async function refusalOf(spoil: (directory: string) => void | Promise<void>): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-publishable-'))
  try {
    cpSync(small.directory, directory, { recursive: true })
    await spoil(directory)
    return await publishableFiles(directory).then(
      () => 'none',
      ({ message }: Error) => message,
    )
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** What is wrong with the school once its people are those of a query. */
const refusal = (sql: string) =>
  refusalOf(async (directory) => {
    const [people, before] = ['people', 'before'].map((name) => join(directory, `${name}.parquet`))
    renameSync(people!, before!)
    using connection = await openDuckDB()
    await connection.run(
      `COPY (${sql} FROM read_parquet(${quote(before!)})) TO ${quote(people!)} (FORMAT parquet)`,
    )
  })

test('every table of the school is published, and neither rejected rows nor reports', async () => {
  expect(await publishableFiles(small.directory)).toEqual(tables.map(({ name }) => `${name}.parquet`))
  expect(await refusal('SELECT *')).toBe('none')
})

test.each([
  [`SELECT *, 'Ana Novak' AS name`, 'see name VARCHAR'],
  [`SELECT * REPLACE ('S202400012' AS student)`, 'values of student are not protected; nothing is published'],
  [`SELECT * REPLACE ('Ana Novak' AS email_sealed)`, 'values of email_sealed are not protected'],
  [`SELECT * REPLACE ('ana.Novak@school.si' AS email_sealed)`, 'values of email_sealed are not protected'],
  [`SELECT * REPLACE ('01.05.S2024' AS birth_date_sealed)`, 'values of birth_date_sealed are not protected'],
  [`SELECT * REPLACE (email_sealed AS student)`, 'values of student are not protected'],
  [`SELECT * REPLACE (student AS email_sealed)`, 'values of email_sealed are not protected'],
  [`SELECT * EXCLUDE (region)`, 'see region VARCHAR'],
])('%s is refused, without a value of it', async (sql, message) => {
  const said = await refusal(sql)
  expect(said).toContain(message)
  expect(said).not.toMatch(/Novak|S2024/)
})

test('a directory without a table is refused', async () => {
  await expect(publishableFiles('/nowhere')).rejects.toThrow(
    '/nowhere has no departments.parquet; `students etl`',
  )
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['spoiled in the middle of its values', (bytes: Buffer) => bytes.fill(0xff, 40, 400)],
  ['empty', (bytes: Buffer) => bytes.subarray(0, 0)],
])('a table whose file is %s is refused by name', async (_, spoiled) => {
  const said = await refusalOf((directory) => {
    const path = join(directory, 'grades.parquet')
    writeFileSync(path, spoiled(readFileSync(path)))
  })
  expect(said).toContain('grades.parquet is no whole Parquet file, and nothing is published: ')
  expect(said).not.toContain('\n')
})
