import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bikes } from '../../services/bikes/workload.ts'
import { eeg } from '../../services/eeg/workload.ts'
import { Failure } from './failure.ts'
import { checkRequest, requestOfFile, routeOf } from './predict.ts'

test('every field that is missing or wrong is named at once', () => {
  const request = { ...(bikes.serving.routes[0].example as object), hour: undefined, temperature: 'warm' }
  expect(() => checkRequest(bikes, request)).toThrow(
    'request to bikes:\n' +
      '  hour is missing, and must be text, such as "2012-06-01T08"\n' +
      '  temperature is "warm", and must be a number from -30 to 55, such as 24',
  )
  expect(() => checkRequest(bikes, bikes.serving.routes[0].example)).not.toThrow()
})

test('a route is named by its path, and those that there are by the refusal of another', () => {
  const [main] = bikes.serving.routes
  const other = { ...main, path: '/other' }
  const workload = { ...bikes, serving: { ...bikes.serving, routes: [main, other] as const } }
  expect(routeOf(workload)).toBe(main)
  expect(routeOf(workload, '/other')).toBe(other)
  expect(routeOf(workload, 'other')).toBe(other)
  expect(() => routeOf(workload, '/none')).toThrow(Failure)
  expect(() => routeOf(workload, '/none')).toThrow('bikes has no route /none; it has /predict, /other')
})

test('a file of which a request is made is refused by name if it is none', async () => {
  const { file } = eeg.serving.routes[0]
  const folder = mkdtempSync(join(tmpdir(), 'predict-'))
  const path = join(folder, 'notes.edf')
  await expect(requestOfFile(file!, path)).rejects.toThrow(`${path} cannot be read`)
  writeFileSync(path, 'no recording')
  await expect(requestOfFile(file!, path)).rejects.toThrow(Failure)
  await expect(requestOfFile(file!, path)).rejects.toThrow(`${path}: notes.edf`)
  rmSync(folder, { recursive: true })
})
