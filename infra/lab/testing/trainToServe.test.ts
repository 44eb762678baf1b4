import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bikes } from '../../../services/bikes/workload.ts'
import type { ObjectStoreConfig } from '../../../services/runtime/objectStore.ts'
import { rollout } from '../../../services/runtime/training/rollout.ts'
import { freePort, type ServerProcess, serverProcess } from './serverProcess.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'services', 'runtime', 'serve.ts')
const addresses = ['127.0.0.1', '127.0.0.2']

let bench: TrainingBench
let config: ObjectStoreConfig
let port: number
let replicas: ServerProcess[]
const caches = mkdtempSync(join(tmpdir(), 'atoll-replicas-'))

beforeAll(async () => {
  bench = await trainingBench()
  config = (await bench.prepare(bikes)).config
  port = await freePort()
  replicas = addresses.map((address) =>
    serverProcess({
      name: `replica ${address}`,
      command: process.execPath,
      args: [program],
      environment: {
        ...{ ATOLL_WORKLOAD: 'bikes', ATOLL_ENVIRONMENT: 'test', ATOLL_CODE_VERSION: 'test' },
        ...{ HOST: address, PORT: String(port), ATOLL_MODEL_CACHE: join(caches, address) },
        ...{ ATOLL_POLL_SECONDS: '0.2', ATOLL_LOG_LEVEL: 'warn', MLFLOW_TRACKING_URI: bench.mlflow.uri },
        ...{ S3_ENDPOINT: config.endpoint, S3_REGION: config.region, S3_BUCKET: config.bucket },
        ...{ S3_ACCESS_KEY_ID: config.accessKeyId, S3_SECRET_ACCESS_KEY: config.secretAccessKey },
      },
      readyUrl: `http://${address}:${port}/v2/health/live`,
    }),
  )
  await Promise.all(replicas.map((replica) => replica.start()))
}, 900_000)
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()))
  await bench[Symbol.asyncDispose]()
  rmSync(caches, { recursive: true, force: true })
})

const train = (maxIter: number) =>
  bench.train(
    bikes,
    config,
    { maxIter },
    { rollout: (version) => rollout('replicas', 'bikes', version, { port, resolve: async () => addresses }) },
  )

const predict = (address: string) =>
  fetch(`http://${address}:${port}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bikes.serving.routes[0].example),
  })

describe('two replicas', () => {
  test('are not ready before anything is registered, and serve the first model once it is', async () => {
    const ready = () => Promise.all(addresses.map((a) => fetch(`http://${a}:${port}/v2/health/ready`)))
    expect((await ready()).map(({ status }) => status)).toEqual([503, 503])
    expect(await train(40)).toMatchObject({ outcome: 'registered', version: '1', replicas: 2 })
    expect((await ready()).map(({ status }) => status)).toEqual([200, 200])
    const answers = await Promise.all(addresses.map(predict))
    expect(answers.map(({ headers }) => headers.get('model-version'))).toEqual(['1', '1'])
  })

  test('pass to a better model without a failed request', async () => {
    const statuses = new Map<number, number>()
    let asking = true
    const clients = addresses.map(async (address) => {
      while (asking) {
        const answer = await predict(address)
        await answer.json()
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        await sleep(2)
      }
    })
    expect(await train(120)).toMatchObject({ outcome: 'registered', version: '2', replicas: 2 })
    asking = false
    await Promise.all(clients)
    expect([...statuses.keys()]).toEqual([200])
    const answers = await Promise.all(addresses.map(predict))
    expect(answers.map(({ headers }) => headers.get('model-version'))).toEqual(['2', '2'])
  })
})
