import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Question } from './answerQuestion.ts'
import { openSchool } from './openSchool.ts'
import { runQuery } from './runQuery.ts'
import { type SchoolApart, type SchoolApartOptions, schoolApart } from './schoolApart.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

let small: SmallSchool
beforeAll(async () => {
  small = await smallSchool(30, 4)
})
afterAll(() => small?.[Symbol.dispose]())

const question: Question = { kind: 'queries', name: 'courses_by_level', parameters: {}, format: 'json' }

async function within<T>(options: SchoolApartOptions, use: (school: SchoolApart) => Promise<T>): Promise<T> {
  const school = schoolApart(small.directory, options)
  try {
    return await use(school)
  } finally {
    await school.close()
  }
}

test('answers as a school that is opened here, faults too', async () => {
  const [answer, fault] = await within({}, (school) =>
    Promise.all([school.ask(question), school.ask({ ...question, name: 'nothing' })]),
  )
  using here = await openSchool(small.directory)
  expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject(await runQuery(here, question.name))
  expect(fault.status).toBe(404)
})

test.each([
  [{ mebibytes: 1 }, 'courses_by_level needs more memory than this server has'],
  [{ seconds: 0.001 }, 'courses_by_level was not answered within 0.001 s'],
])('with %j a question is refused with 503, and its process ended', async (options, message) => {
  await within(options, async (school) => {
    const refused = { status: 503, message: expect.stringContaining(message) }
    await expect(school.ask(question)).rejects.toMatchObject(refused)
  })
})

test('refuses more questions than may wait, and answers those that do before it is closed', async () => {
  const school = schoolApart(small.directory, { waiting: 1 })
  const asked = Promise.allSettled([1, 2, 3].map(() => school.ask(question)))
  await school.close()
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
})
