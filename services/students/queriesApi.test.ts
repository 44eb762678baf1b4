import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSchool, type School } from './openSchool.ts'
import { queriesApi } from './queriesApi.ts'
import { type SmallSchool, smallSchool } from './testing/smallSchool.ts'

let small: SmallSchool
let school: School
beforeAll(async () => {
  small = await smallSchool(40, 3)
  school = await openSchool(small.directory)
})
afterAll(() => {
  school?.[Symbol.dispose]()
  small?.[Symbol.dispose]()
})

const get = (url: string, accept = 'application/json') =>
  queriesApi(school).inject({ url, headers: { accept } })

test('lists the queries with their parameters and columns', async () => {
  const all = (await get('/queries')).json()
  expect(all).toHaveLength(99)
  expect(all.find(({ name }: { name: string }) => name === 'popular_books')).toMatchObject({
    subject: 'library',
    parameters: [{ name: 'year', type: 'INTEGER', standard: 2024 }, { name: 'top' }],
    columns: [{ name: 'book_id' }, { name: 'title' }, { name: 'loans' }],
  })
})

test('runs the analyses, which are listed too', async () => {
  expect((await get('/analyses')).json()).toContainEqual(expect.objectContaining({ name: 'clusters' }))
  const { columns, rows } = (await get('/analyses/clusters?clusters=2')).json()
  expect(columns[0]).toMatchObject({ name: 'cluster' })
  expect(rows).toHaveLength(2)
})

test('answers each of those asked at the same time as if it were asked alone', async () => {
  const urls = [
    '/queries/student_features',
    '/queries/popular_books',
    '/analyses/recommend?goal=data%20analyst',
  ]
  const alone: string[] = []
  for (const url of urls) alone.push((await get(url)).body)
  expect((await Promise.all(urls.map((url) => get(url)))).map(({ body }) => body)).toEqual(alone)
  expect(JSON.parse(alone[0]!).rows).toHaveLength(40)
})

test('runs one, as JSON or as CSV', async () => {
  const { columns, rows } = (await get('/queries/courses_by_level')).json()
  expect(columns).toEqual([
    { name: 'level', type: 'INTEGER' },
    { name: 'courses', type: 'BIGINT' },
    { name: 'mean_credits', type: 'DOUBLE' },
  ])
  expect(rows[0]).toEqual([1, 72, 5.333333333333333])
  const csv = await get('/queries/courses_by_level', 'text/csv')
  expect(csv.headers['content-type']).toMatch('text/csv')
  expect((await get('/queries/courses_by_level?format=csv')).body).toBe(csv.body)
  expect(csv.body.split('\r\n').slice(0, 2)).toEqual(['level,courses,mean_credits', '1,72,5.333333333333333'])
})

test.each([
  ['/query/popular_books', 404, 'there is no GET /query/popular_books; see /queries and /analyses'],
  ['/queries/nothing_such', 404, 'there is no query "nothing_such"'],
  ['/analyses/nothing_such', 404, 'there is no analysis "nothing_such"; there is clusters'],
  ['/analyses/clusters?clusters=0', 422, 'the parameter clusters is "0"'],
  ['/queries/popular_books?year=soon', 422, 'the parameter year is "soon"; it must be a whole number'],
  [
    '/queries/popular_books?top=-5',
    422,
    'the parameter top is "-5"; it must be a whole number from 0 to 999999',
  ],
  ['/queries/overdue_loans?days=999999999', 422, 'it must be a whole number from 0 to 999999'],
  ['/queries/programs_by_day?date=0000-01-01', 422, 'it must be a day, 2025-10-15'],
  ['/queries/transcript?student=%00', 422, 'it must be a text of at most 200 characters that can be seen'],
  ['/queries/popular_books?jahr=2024', 422, 'takes no parameter jahr; it takes year, top'],
  ['/queries/popular_books?top=1&top=2', 422, 'given twice'],
  ['/queries/popular_books?format=xml', 422, 'the parameter format is "xml"; it must be csv or json'],
])('%s is answered with %i and what would be right', async (url, status, message) => {
  const answer = await get(url)
  expect(answer.statusCode).toBe(status)
  expect(answer.json().error).toContain(message)
})

test('a fault within is answered without what it was', async () => {
  const broken = queriesApi({ query: () => Promise.reject(new Error('password of /srv/school')) })
  const answer = await broken.inject({ url: '/queries/courses_by_level' })
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('school')
})
