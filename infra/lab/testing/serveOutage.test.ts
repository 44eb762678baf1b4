import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bikes } from '../../../services/bikes/workload.ts'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import type { ObjectStore } from '../../../services/runtime/objectStore.ts'
import { until } from '../../../services/runtime/testing/until.ts'
import { modelFile } from '../../../services/runtime/training/champion.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

let bench: TrainingBench
let store: ObjectStore
let train: (maxIter: number) => Promise<unknown>
let server: ServerProcess
let origin: string
const cache = mkdtempSync(join(tmpdir(), 'atoll-cache-'))

beforeAll(async () => {
  bench = await trainingBench()
  const prepared = await bench.prepare(bikes)
  const { config } = prepared
  store = prepared.store
  train = (maxIter) => bench.train(bikes, config, { maxIter })
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  server = serverProcess({
    name: 'serving',
    command: process.execPath,
    args: [join(import.meta.dirname, '../../../services/runtime/serve.ts')],
    environment: {
      ...{ ATOLL_WORKLOAD: 'bikes', ATOLL_ENVIRONMENT: 'test', ATOLL_CODE_VERSION: 'test' },
      ...{ HOST: '127.0.0.1', PORT: String(port), ATOLL_MODEL_CACHE: cache, ATOLL_POLL_SECONDS: '0.1' },
      ...{ MLFLOW_TRACKING_URI: bench.mlflow.uri, S3_ENDPOINT: config.endpoint, S3_REGION: config.region },
      ...{ S3_BUCKET: config.bucket, S3_ACCESS_KEY_ID: config.accessKeyId },
      ...{ S3_SECRET_ACCESS_KEY: config.secretAccessKey },
    },
    readyUrl: `${origin}/v2/health/ready`,
  })
  await train(40)
  await server.start()
}, 900_000)
afterAll(async () => {
  await server.stop()
  await bench[Symbol.asyncDispose]()
  rmSync(cache, { recursive: true, force: true })
})

/** The version that answers a prediction. */
async function answering(): Promise<string> {
  const response = await fetch(origin + bikes.serving.routes[0].path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bikes.serving.routes[0].example),
  })
  expect(response.status).toBe(200)
  expect(bikes.serving.routes[0].response.parse(await response.json()).demand).toBeGreaterThan(0)
  return response.headers.get('model-version')!
}

async function failures(reason: string): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  const line = new RegExp(`atoll_model_reload_failures_total{reason="${reason}"} (\\d+)`)
  return Number(line.exec(metrics)![1])
}

test('a spoilt file of a new version leaves the old one in service, until the file is mended', async () => {
  const before = await failures('model')
  const registry = mlflowClient(bench.mlflow.uri)
  const first = (await registry.championOf('bikes'))!
  const good = await store.get(`${first.source}/${modelFile}`)
  const spoilt = `${first.source}/spoilt`
  await store.put(`${spoilt}/${modelFile}`, good.slice(0, good.length / 2))
  const { version } = await registry.createVersion({
    name: 'bikes',
    source: spoilt,
    runId: first.runId,
    description: '',
    tags: first.tags,
  })
  await registry.setAlias('bikes', 'champion', version)
  await until(async () => (await failures('model')) > before)
  expect(await answering()).toBe(first.version)

  await store.put(`${spoilt}/${modelFile}`, good)
  await until(async () => (await answering()) === version)
})

test('answers go on while MLflow and MinIO are down, even after a restart, and new models after they are back', async () => {
  const before = await answering()
  await Promise.all([bench.mlflow.stop(), bench.minio.stop()])
  await until(async () => (await failures('source')) > 0)
  expect(await answering()).toBe(before)

  await server.stop()
  await server.start()
  expect(await answering()).toBe(before)

  await Promise.all([bench.mlflow.start(), bench.minio.start()])
  await train(160)
  await until(async () => (await answering()) !== before)
}, 300_000)
