import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bikes } from '../../../services/bikes/workload.ts'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import type { ObjectStore } from '../../../services/runtime/objectStore.ts'
import type { TrainingResult } from '../../../services/runtime/training/trainingResult.ts'
import { freePort } from './serverProcess.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'services', 'runtime', 'train.ts')
const key = `data/${bikes.data.file}`

let bench: TrainingBench
let store: ObjectStore
let environment: Record<string, string>
beforeAll(async () => {
  bench = await trainingBench()
  const { config, store: prepared } = await bench.prepare(bikes)
  store = prepared
  environment = {
    ATOLL_WORKLOAD: 'bikes',
    ATOLL_ENVIRONMENT: 'test',
    ATOLL_CODE_VERSION: 'test',
    ATOLL_PARAMETERS: '{"maxIter": 60}',
    MLFLOW_TRACKING_URI: bench.mlflow.uri,
    S3_ENDPOINT: config.endpoint,
    S3_REGION: config.region,
    S3_BUCKET: config.bucket,
    S3_ACCESS_KEY_ID: config.accessKeyId,
    S3_SECRET_ACCESS_KEY: config.secretAccessKey,
  }
}, 900_000)
afterAll(() => bench[Symbol.asyncDispose]())

/** Runs the program as a container would. */
async function train(
  changes: Record<string, string> = {},
  onLine?: (line: string, kill: () => void) => void,
) {
  const child = spawn(process.execPath, [program], { env: { ...environment, ...changes } })
  const lines: string[] = []
  let stdout = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      lines.push(line)
      onLine?.(line, () => child.kill('SIGTERM'))
    }
  })
  const [code] = await once(child, 'close')
  const result = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as TrainingResult
  return { code, lines, result }
}

describe('train.ts', () => {
  test('registers bikes, says each step in a line, and prints its result last', async () => {
    const { code, lines, result } = await train()
    expect(result).toMatchObject({ workload: 'bikes', outcome: 'registered', version: '1' })
    expect(result.scores?.r2).toBeGreaterThan(0.85)
    expect(code).toBe(0)
    expect(lines.map((line) => line.slice(10, 20).trim())).toEqual(Object.keys(result.seconds))
    const champion = await mlflowClient(bench.mlflow.uri).championOf('bikes')
    expect(champion?.version).toBe('1')
    const model = bikes.decode(await store.get(`${champion?.source}/model.atoll`))
    expect(bikes.serving.routes[0].predict(model, bikes.serving.routes[0].example).demand).toBeGreaterThan(0)
  })

  test('does nothing when nothing has changed', async () => {
    const { code, result } = await train()
    expect(result).toMatchObject({ outcome: 'unchanged', version: '1' })
    expect(code).toBe(0)
  })

  test('keeps the champion from a worse algorithm', async () => {
    const { code, result } = await train({ ATOLL_PARAMETERS: '{"algorithm": "ridge"}' })
    expect(result).toMatchObject({ outcome: 'kept', version: '1' })
    expect(code).toBe(0)
  })

  test('marks its run KILLED when it is told to stop, and ends with 143', async () => {
    const { code, result } = await train({ ATOLL_FORCE: 'true' }, (line, kill) => {
      if (line.includes(' clean ')) kill()
    })
    expect(code).toBe(143)
    expect(result).toMatchObject({ outcome: 'failed', reason: 'interrupted by SIGTERM', version: '1' })
    expect(await mlflowClient(bench.mlflow.uri).run(result.runId!)).toMatchObject({ status: 'KILLED' })
  })

  test('ends with 3 and every fault for a wrong environment or parameters', async () => {
    const wrong = await train({ S3_BUCKET: '', MLFLOW_TRACKING_URI: 'nowhere' })
    expect(wrong).toMatchObject({ code: 3, result: { outcome: 'failed' } })
    expect(wrong.result.reason).toMatch(/MLFLOW_TRACKING_URI[\s\S]*S3_BUCKET/)
    const unknown = await train({ ATOLL_PARAMETERS: '{"trees": 5}' })
    expect(unknown).toMatchObject({ code: 3, result: { reason: expect.stringContaining('"trees"') } })
    expect(await train({ ATOLL_WORKLOAD: 'boats' })).toMatchObject({
      code: 3,
      result: { reason: expect.stringContaining('there is no workload "boats"; there is bikes') },
    })
  })

  test('ends with 4 when the new version is not served everywhere', async () => {
    const { code, result } = await train({
      ATOLL_PARAMETERS: '{"maxIter": 120}',
      ATOLL_REPLICAS_HOST: '127.0.0.1',
      ATOLL_ROLLOUT_SECONDS: '1',
      PORT: String(await freePort()),
    })
    expect(code).toBe(4)
    expect(result).toMatchObject({ outcome: 'failed', step: 'rollout', version: '2', previousVersion: '1' })
    expect(result.reason).toMatch(/version 2 is not served everywhere after 1 s: 127\.0\.0\.1 .*ECONNREFUSED/)
  })

  test('ends with 2 for bad data, naming row, column and value', async () => {
    const lines = String(await store.get(key)).split('\n')
    const fields = lines[7].split(',')
    lines[7] = fields.with(5, 'noon').join(',')
    await store.put(key, Buffer.from(lines.join('\n')))
    const { code, result } = await train()
    expect(code).toBe(2)
    expect(result).toMatchObject({ outcome: 'failed', step: 'clean', version: '2' })
    expect(result.reason).toContain('row 8, column "hr": "noon" is not a number')
  })
})
