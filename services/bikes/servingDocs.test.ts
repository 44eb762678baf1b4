import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { post, startServer } from '../runtime/testing/startServer.ts'
import { clean } from './clean.ts'
import { generate } from './generate.ts'
import { bikes } from './workload.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/serving.md'), 'utf8')
const commands = page.matchAll(
  /^curl -d '(.+)' \\\n +-H content-type:application\/json http:\/\/127.0.0.1:30080(\S+)$/gm,
)
const examples = new Map([...commands].map(([, body, path]) => [path!, body!]))
const shown = JSON.parse(/^```json\n(.*"model_name".*)\n```$/m.exec(page)![1]!)

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  const parameters = bikes.training.parameters.parse({ maxIter: 5 })
  const model = bikes.encode(
    await bikes.training.train(clean(generate(1)).examples.slice(0, 2000), parameters),
  )
  server = await startServer({ workload: bikes, model })
})
afterAll(() => server.drain())

const ask = (path: string) => post(server.url + path, examples.get(path))

test('the requests to copy are answered, both ways with the same demand', async () => {
  const typed = await ask('/predict')
  const inferred = await ask('/v2/models/bikes/infer')
  expect([typed.status, inferred.status]).toEqual([200, 200])
  const [{ data, ...output }] = inferred.body.outputs as [{ data: [number] }]
  expect(Number(data[0].toFixed(1))).toBe(typed.body.demand)
  const [{ data: _, ...shownOutput }] = shown.outputs
  expect({ ...inferred.body, outputs: [output] }).toEqual({ ...shown, outputs: [shownOutput] })
})
