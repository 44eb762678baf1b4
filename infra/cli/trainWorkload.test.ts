import { expect, test } from 'vitest'
import type { ModelVersion, Run } from '../../services/runtime/mlflow/mlflowRecords.ts'
import { championHolds } from './trainWorkload.ts'

const trained = { data: 'a1', code: 'c1' }

/** A registry with this champion, which has these runs if they are asked for by what they have in common. */
function registry(
  champion: Partial<ModelVersion> | undefined,
  runs: readonly Readonly<Record<string, string>>[],
) {
  return {
    championOf: async () => champion as ModelVersion | undefined,
    experiment: async () => ({ id: '1', artifactLocation: 's3://bikes/mlflow' }),
    searchRuns: async (_experiment: string, filter: string) => {
      const wanted = [...filter.matchAll(/tags\.(\w+) = '([^']*)'/g)]
      return runs.filter((tags) => wanted.every(([, tag, value]) => tags[tag!] === value)) as unknown as Run[]
    },
  }
}

const holds = (...given: Parameters<typeof registry>) =>
  championHolds(registry(...given), 'bikes', 's3://bikes/mlflow', trained)

const championOf = (data: string, code = 'c1') => ({
  version: '2',
  tags: { data_sha256: data, code_version: code },
})
const kept = { data_sha256: 'a1', code_version: 'c1', champion: '2', gate: 'kept' }

test('without a champion there is something to train', async () => {
  expect(await holds(undefined, [])).toBe(false)
})

test('a champion of this data and code is what would be trained', async () => {
  expect(await holds(championOf('a1'), [])).toBe(true)
  expect(await holds(championOf('a1', 'c0'), [])).toBe(false)
})

test('a champion of other data holds once it has stayed against this data', async () => {
  expect(await holds(championOf('b2'), [kept])).toBe(true)
})

test('data that was trained before another champion came is trained again', async () => {
  expect(await holds(championOf('b2'), [{ ...kept, champion: '1' }])).toBe(false)
  expect(await holds(championOf('b2'), [{ ...kept, champion: 'none', gate: 'passed' }])).toBe(false)
})
