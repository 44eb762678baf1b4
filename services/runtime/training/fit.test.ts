import { expect, test } from 'vitest'
import { bikes } from '../../bikes/workload.ts'
import { completeParameters, trainLocally } from './fit.ts'

test('a local training gives scores, seconds and a model that can be served, and says its steps', async () => {
  const lines: string[] = []
  const local = await trainLocally(
    bikes,
    bikes.data.generate(1),
    { maxIter: 20 },
    {
      progress: (line) => lines.push(line),
    },
  )
  expect(local.scores.mae).toBeLessThan(100)
  expect(local.parameters).toMatchObject({ maxIter: 20, algorithm: 'boosting' })
  expect(local.rows.read).toBe(local.rows.train + local.rows.test + 48)
  expect(Object.keys(local.seconds)).toEqual(['clean', 'train', 'evaluate'])
  expect(lines).toHaveLength(3)
  const model = bikes.decode(local.model)
  expect(bikes.serving.routes[0].predict(model, bikes.serving.routes[0].example).demand).toBeGreaterThan(0)
})

test('parameters get their defaults, and every wrong one is named', () => {
  expect(completeParameters(bikes, {})).toMatchObject({ maxIter: 400, seed: 1 })
  expect(() => completeParameters(bikes, { maxIter: 'many', seed: -1, trees: 5 })).toThrow(
    /^parameters of bikes:\n {2}maxIter is "many", .* such as 400\n {2}seed is -1, .*\n.*"trees"/,
  )
})
