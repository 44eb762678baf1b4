import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { UnavailableError } from '../../../services/runtime/errors.ts'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import { objectStore } from '../../../services/runtime/objectStore.ts'
import { modelFile } from '../../../services/runtime/training/champion.ts'
import { TrainingError } from '../../../services/runtime/training/trainingRun.ts'
import { toyWorkload } from './toyWorkload.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

let bench: TrainingBench
beforeAll(async () => {
  bench = await trainingBench()
}, 900_000)
afterAll(() => bench[Symbol.asyncDispose]())

const isUp = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )
afterEach(async () => {
  if (!(await isUp(bench.mlflow.uri))) await bench.mlflow.start()
  if (!(await isUp(minioUrl))) await bench.minio.start()
})

let minioUrl = ''
let count = 0
async function trained() {
  const workload = toyWorkload(`outage-${++count}`)
  const { config } = await bench.prepare(workload)
  minioUrl = config.endpoint
  await bench.train(workload, config, { guess: 7 })
  return { workload, config }
}

const unavailable = async (training: Promise<unknown>): Promise<TrainingError> => {
  const error: unknown = await training.catch((reason: unknown) => reason)
  if (!(error instanceof TrainingError)) throw new Error('the training did not fail', { cause: error })
  expect(error.cause).toBeInstanceOf(UnavailableError)
  return error
}

async function expectOnlyFirstVersion(name: string) {
  const mlflow = mlflowClient(bench.mlflow.uri)
  expect((await mlflow.versions(name)).map(({ version }) => version)).toEqual(['1'])
  expect((await mlflow.championOf(name))?.version).toBe('1')
}

/** A client that calls `before` with the arguments of each call of `method`, just before it. */
function interposed<Client extends object>(
  client: Client,
  method: keyof Client,
  before: (...args: readonly unknown[]) => Promise<void>,
): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver)
      if (name !== method) return value
      return async (...args: unknown[]) => {
        await before(...args)
        return (value as (...args: unknown[]) => unknown)(...args)
      }
    },
  })
}

const patient = { attempts: 100, firstDelayMs: 100, longestDelayMs: 1000 }
const brief = { attempts: 3, firstDelayMs: 50, longestDelayMs: 200 }

describe('MLflow', () => {
  test('down, then up: the training waits, says so, and ends well', async () => {
    const { workload, config } = await trained()
    await bench.mlflow.stop()
    const notes: string[] = []
    let restart: Promise<void> | undefined
    const onRetry = ({ what }: { what: string }) => {
      notes.push(what)
      restart ??= bench.mlflow.start()
    }
    const result = await bench.train(workload, config, { guess: 9 }, { retry: { ...patient, onRetry } })
    await restart
    expect(result).toMatchObject({ outcome: 'registered', version: '2' })
    expect(notes[0]).toBe(`MLflow at ${bench.mlflow.uri}`)
  })

  test('down for good: a clear failure, nothing registered', async () => {
    const { workload, config } = await trained()
    await bench.mlflow.stop()
    const { message, result } = await unavailable(bench.train(workload, config, { guess: 9 }))
    expect(message).toMatch(
      /^MLflow at http:\/\/127.0.0.1:\d+ does not answer \(.*ECONNREFUSED.*\), tried 3 times in \d+ s$/,
    )
    expect(result).toMatchObject({ outcome: 'failed', step: 'look up' })
    await bench.mlflow.start()
    await expectOnlyFirstVersion(workload.name)
  })

  test('dying between the upload of the model and its registration: nothing registered', async () => {
    const { workload, config } = await trained()
    const mlflow = interposed(mlflowClient(bench.mlflow.uri, { retry: brief }), 'createVersion', () =>
      bench.mlflow.stop(),
    )
    const { result } = await unavailable(bench.train(workload, config, { guess: 9 }, { mlflow }))
    expect(result).toMatchObject({ step: 'register', version: '1' })
    await bench.mlflow.start()
    await expectOnlyFirstVersion(workload.name)
    expect(await bench.train(workload, config, { guess: 9 })).toMatchObject({
      outcome: 'registered',
      version: '2',
    })
  })
})

describe('MinIO', () => {
  test('down for good: a clear failure, nothing registered', async () => {
    const { workload, config } = await trained()
    await bench.minio.stop()
    const { message, result } = await unavailable(bench.train(workload, config, { guess: 9 }))
    expect(message).toMatch(/^object store at http:\/\/127.0.0.1:\d+ does not answer .*, tried 3 times/)
    expect(result).toMatchObject({ outcome: 'failed', step: 'read' })
    await expectOnlyFirstVersion(workload.name)
  })

  test('down, then up: the training waits and ends well', async () => {
    const { workload, config } = await trained()
    await bench.minio.stop()
    let restart: Promise<void> | undefined
    const onRetry = () => {
      restart ??= bench.minio.start()
    }
    const result = await bench.train(workload, config, { guess: 9 }, { retry: { ...patient, onRetry } })
    await restart
    expect(result).toMatchObject({ outcome: 'registered', version: '2' })
  })

  test('dying before the upload of the model: the run is FAILED, nothing registered', async () => {
    const { workload, config } = await trained()
    const store = interposed(objectStore(config, { retry: brief }), 'put', async (name) => {
      if (String(name).endsWith(modelFile)) await bench.minio.stop()
    })
    const { result } = await unavailable(bench.train(workload, config, { guess: 9 }, { store }))
    expect(result).toMatchObject({ step: 'register', version: '1' })
    const run = await mlflowClient(bench.mlflow.uri).run(result.runId!)
    expect(run).toMatchObject({ status: 'FAILED' })
    await expectOnlyFirstVersion(workload.name)
  })

  test('dying after the upload of the model: what is registered is whole', async () => {
    const { workload, config } = await trained()
    const mlflow = interposed(mlflowClient(bench.mlflow.uri), 'createVersion', () => bench.minio.stop())
    const result = await bench.train(workload, config, { guess: 9 }, { mlflow })
    expect(result).toMatchObject({ outcome: 'registered', version: '2' })
    await bench.minio.start()
    expect(await bench.train(workload, config, { guess: 9 })).toMatchObject({
      outcome: 'unchanged',
      version: '2',
    })
  })
})
