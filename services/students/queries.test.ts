import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSchool, type School } from './openSchool.ts'
import { parseQuery, queries, queryNamed } from './queryCatalogue.ts'
import { parametersOf, runQuery } from './runQuery.ts'
import type { Expectation, Expectations } from './testing/expectations.ts'
import { activities } from './testing/expected/activities.ts'
import { attendance } from './testing/expected/attendance.ts'
import { courses } from './testing/expected/courses.ts'
import { grades } from './testing/expected/grades.ts'
import { library } from './testing/expected/library.ts'
import { outcomes } from './testing/expected/outcomes.ts'
import { people } from './testing/expected/people.ts'
import { programs } from './testing/expected/programs.ts'
import { registrations } from './testing/expected/registrations.ts'
import { risk } from './testing/expected/risk.ts'
import { readSchoolData, type SchoolData } from './testing/schoolData.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

const subjects: Readonly<Record<string, Expectations>> = {
  ...{ activities, attendance, courses, grades, library, outcomes, people, programs, registrations, risk },
}
const expectationOf = (name: string): Expectation => {
  const found = Object.values(subjects).find((subject) => name in subject)![name]!
  return typeof found === 'function' ? { rows: found } : found
}

let small: SmallSchool
let school: School
let data: SchoolData

beforeAll(async () => {
  small = await smallSchool(250, 4)
  school = await openSchool(small.directory)
  data = await readSchoolData(school)
})
afterAll(() => {
  school[Symbol.dispose]()
  small[Symbol.dispose]()
})

const near = (value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 7) : value)

test('there are 99 queries, each with an expectation of its subject, and no expectation without a query', () => {
  expect(queries).toHaveLength(99)
  const expected = Object.entries(subjects).flatMap(([subject, all]) =>
    Object.keys(all).map((name) => `${subject}/${name}`),
  )
  expect(queries.map(({ subject, name }) => `${subject}/${name}`).toSorted()).toEqual(expected.toSorted())
})

describe('the query', () => {
  test.each(queries.map((query) => query.name))('%s', async (name) => {
    const query = queryNamed(name)
    expect(query.summary).toMatch(/^[A-Z].*\.$/)
    const { given, rows } = expectationOf(name)
    const texts = given?.(data) ?? {}
    const result = await runQuery(school, name, texts)
    expect(result.columns).toEqual(query.columns.map(({ name, type }) => ({ name, type })))
    const expected = rows(data, parametersOf(query, texts))
    expect(expected).not.toEqual([])
    expect(result.rows).toEqual(expected.map((row) => row.map(near)))
  })
})

describe('parameters', () => {
  test.each([
    ['popular_books', { jahr: '2024' }, 'popular_books takes no parameter jahr; it takes year, top'],
    ['people_by_region', { year: '2024' }, 'takes no parameter year; it takes none'],
    [
      'popular_books',
      { year: "2024' OR 1" },
      /the parameter year is "2024' OR 1"; it must be a whole number/,
    ],
    ['programs_by_day', { date: '2025-02-30' }, 'it must be a day, 2025-10-15'],
    ['students_rarely_present', { share: 'NaN' }, 'it must be a number'],
    ['popular_bocks', {}, /no query "popular_bocks"; there is .*popular_books/],
  ])('%s %j', async (name, given, message) => {
    await expect(runQuery(school, name, given as Record<string, string>)).rejects.toThrow(message)
  })

  test('are data, whatever they hold', async () => {
    const { rows } = await runQuery(school, 'transcript', { student: "x'; DROP VIEW grades; --" })
    expect(rows).toEqual([])
    expect((await runQuery(school, 'grade_average_by_year')).rows.length).toBeGreaterThan(0)
  })
})

test('a header that is not as the others is refused', () =>
  expect(() => parseQuery('a/b.sql', '-- What.\n-- @columm x VARCHAR y\nSELECT 1')).toThrow(
    /must be -- @param or/,
  ))
