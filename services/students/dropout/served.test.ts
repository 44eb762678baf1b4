import { afterAll, beforeAll, expect, test } from 'vitest'
import { post, startServer } from '../../runtime/testing/startServer.ts'
import { students } from '../workload.ts'
import { clean } from './clean.ts'
import { generate } from './generate.ts'
import { route } from './route.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  const { examples } = clean(generate(1))
  const model = await students.training.train(examples.slice(0, 600), students.training.parameters.parse({}))
  server = await startServer({ workload: students, model: students.encode(model) })
})
afterAll(() => server.drain())

test('a prediction and its explanation are answered, and agree', async () => {
  const predicted = await post(`${server.url}/predict`, JSON.stringify(route.example))
  const explained = await post(`${server.url}/explain`, JSON.stringify(route.example))
  expect([predicted.status, explained.status]).toEqual([200, 200])
  const { dropout, graduate } = predicted.body as { dropout: number; graduate: number }
  expect(JSON.stringify(explained.body)).toContain('log odds of dropping out against graduating')
  expect((explained.body as { prediction: number }).prediction).toBeCloseTo(Math.log(dropout / graduate), 2)
})

test('a wrong field is named', async () => {
  const { status, body } = await post(`${server.url}/predict`, JSON.stringify({ ...route.example, age: -3 }))
  expect(status).toBe(400)
  expect(JSON.stringify(body)).toContain('age is -3')
})
