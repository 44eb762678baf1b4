import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Question } from './answerQuestion.ts'
import { openSchool } from './openSchool.ts'
import { runQuery } from './runQuery.ts'
import { type SchoolApart, type SchoolApartOptions, schoolsApart } from './schoolApart.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

let small: SmallSchool
beforeAll(async () => {
  small = await smallSchool(30, 4)
})
afterAll(() => small?.[Symbol.dispose]())

const question: Question = { kind: 'queries', name: 'courses_by_level', parameters: {}, format: 'json' }

/** That this one has started and that have not ended. */
const processes = () => process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length

async function within<T>(options: SchoolApartOptions, use: (school: SchoolApart) => Promise<T>): Promise<T> {
  const school = schoolsApart(options)(small.directory)
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

test('a question that needs more memory is refused with 507, and one that needs less is answered after it', async () => {
  await within({ mebibytes: 80 }, async (school) => {
    const message = expect.stringContaining('student_features needs more memory than this server has')
    const large = school.ask({ ...question, name: 'student_features' })
    await expect(large).rejects.toMatchObject({ status: 507, message })
    expect((await school.ask(question)).status).toBe(200)
  })
})

test('a question that takes longer than it may is refused with 504, be it while its process starts', async () => {
  await within({ seconds: 0.001 }, async (school) => {
    const message = 'courses_by_level was not answered within 0.001 s'
    await expect(school.ask(question)).rejects.toMatchObject({ status: 504, message })
    await expect.poll(processes, { timeout: 10_000 }).toBe(0)
  })
})

test('a question that nobody waits for any more is ended, and the next one is answered', async () => {
  await within({}, async (school) => {
    await school.ask(question)
    const leaving = new AbortController()
    const abandoned = school.ask({ ...question, kind: 'analyses', name: 'clusters' }, leaving)
    setImmediate(() => leaving.abort())
    await expect(abandoned).rejects.toMatchObject({ status: 499 })
    await expect.poll(processes, { timeout: 10_000 }).toBe(0)
    expect((await school.ask(question)).status).toBe(200)
  })
})

test('two versions are asked side by side, and share one process', async () => {
  const open = schoolsApart()
  const versions = [open(small.directory), open(`${small.directory}/`)]
  const answers = await Promise.all(versions.map((version) => version.ask(question)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await expect.poll(processes, { timeout: 10_000 }).toBe(1)
  for (const version of versions) await version.close()
  await expect.poll(processes, { timeout: 10_000 }).toBe(0)
})

test('refuses more questions than may wait, and answers those that do before it is closed', async () => {
  const school = schoolsApart({ waiting: 1 })(small.directory)
  const asked = Promise.allSettled([1, 2, 3].map(() => school.ask(question)))
  await school.close()
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
})
