import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DataError, UnavailableError } from '../../../services/runtime/errors.ts'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import { sha256 } from '../../../services/runtime/sha256.ts'
import { snapshotKey } from '../../../services/runtime/training/snapshot.ts'
import { TrainingError } from '../../../services/runtime/training/trainingRun.ts'
import { toyWorkload } from './toyWorkload.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

let bench: TrainingBench
beforeAll(async () => {
  bench = await trainingBench()
}, 900_000)
afterAll(() => bench[Symbol.asyncDispose]())

let count = 0
/** A workload of its own for each test, so that they share nothing but the servers. */
async function toy(data?: Uint8Array) {
  const workload = toyWorkload(`toy-${++count}`)
  const mlflow = mlflowClient(bench.mlflow.uri)
  const { config, store } = await bench.prepare(workload, data)
  return {
    ...{ workload, config, store, mlflow },
    train: (guess: number, changes: Parameters<TrainingBench['train']>[3] = {}) =>
      bench.train(workload, config, { guess }, changes),
    runs: async () => {
      const { id } = await mlflow.experiment(workload.name, store.uri('mlflow'))
      return mlflow.searchRuns(id, '')
    },
    champion: () => mlflow.championOf(workload.name),
    versions: async () => (await mlflow.versions(workload.name)).map(({ version }) => version),
  }
}

const failureOf = async (training: Promise<unknown>): Promise<TrainingError> => {
  const error = await training.then(
    () => new Error('the training did not fail'),
    (reason) => reason,
  )
  if (error instanceof TrainingError) return error
  throw error
}

describe('a training', () => {
  test('registers the first model, with a record of where it is from', async () => {
    const { workload, train, store, runs, champion } = await toy()
    const data = workload.data.generate(1)
    const result = await train(7)
    expect(result).toMatchObject({ outcome: 'registered', version: '1', scores: { mae: 3 } })
    expect(result.data).toEqual({ origin: 'a test, é', sha256: sha256(data), rows: 4 })
    expect(Object.keys(result.seconds)).toEqual(
      'read,look up,clean,snapshot,train,evaluate,record,register'.split(','),
    )

    const [run] = await runs()
    expect(run).toMatchObject({
      status: 'FINISHED',
      params: { guess: '7' },
      metrics: { mae: 3, rows_read: 4, rows_train: 2, rows_test: 2, model_bytes: 5 },
      tags: {
        data_sha256: sha256(data),
        data_origin: 'a test, é',
        code_version: 'test',
        'mlflow.runName': expect.stringMatching(
          `^${workload.name} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d data ${sha256(data).slice(0, 8)} code test$`,
        ),
        'cleaning.nothing_done': '0',
      },
    })
    expect(run.metrics.seconds_train).toBeGreaterThanOrEqual(0)
    expect(run.tags.snapshot).toBe(store.uri(snapshotKey(sha256(data))))
    expect(await store.get(run.tags.snapshot)).toEqual(Buffer.from(data))
    expect(JSON.parse(String(await store.get(`${run.artifactUri}/report.json`)))).toMatchObject({
      scores: { mae: 3 },
    })

    const registered = await champion()
    expect(registered).toMatchObject({ version: '1', runId: run.runId, source: `${run.artifactUri}/model` })
    expect(registered?.tags.sha256).toBe(sha256(await store.get(`${registered?.source}/model.atoll`)))
  })

  test('is not repeated while data, code and parameters are the same, unless forced', async () => {
    const { train, runs } = await toy()
    await train(7)
    expect(await train(7)).toMatchObject({ outcome: 'unchanged', version: '1', scores: { mae: 3 } })
    expect(await runs()).toHaveLength(1)
    expect(await train(7, { force: true })).toMatchObject({ outcome: 'kept', version: '1' })
    expect(await train(7, { codeVersion: 'newer' })).toMatchObject({ outcome: 'kept', version: '1' })
    expect(await runs()).toHaveLength(3)
  })

  test('keeps a worse model out, and does not try it twice', async () => {
    const { train, versions, champion, runs } = await toy()
    await train(7)
    const kept = await train(2)
    expect(kept).toMatchObject({
      outcome: 'kept',
      version: '1',
      scores: { mae: 8 },
      championScores: { mae: 3 },
    })
    expect(kept.reason).toBe("mae 8 against the champion's 3 is not better")
    expect(await versions()).toEqual(['1'])
    expect((await champion())?.version).toBe('1')
    expect((await runs())[0]).toMatchObject({
      status: 'FINISHED',
      tags: { gate: 'kept' },
      metrics: { mae: 8 },
    })
    expect(await train(2)).toMatchObject({ outcome: 'unchanged', version: '1', runId: kept.runId })
  })

  test('registers a better model and moves the alias to it', async () => {
    const { train, champion } = await toy()
    await train(7)
    expect(await train(9)).toMatchObject({ outcome: 'registered', version: '2', previousVersion: '1' })
    expect((await champion())?.version).toBe('2')
  })

  test('refuses a first model that is out of bounds', async () => {
    const { train, versions, runs } = await toy()
    expect(await train(500)).toMatchObject({ outcome: 'kept', reason: 'out of bounds: mae 490 is above 100' })
    expect(await versions()).toEqual([])
    expect(await runs()).toMatchObject([{ status: 'FINISHED' }])
  })

  test('compares with the champion on the new data', async () => {
    const { workload, store, train } = await toy()
    await train(9)
    await store.put(`data/${workload.data.file}`, new TextEncoder().encode('5\n5\n5\n5\n'))
    expect(await train(6)).toMatchObject({
      outcome: 'registered',
      scores: { mae: 1 },
      championScores: { mae: 4 },
    })
  })

  test('replaces a champion whose file is corrupt, and says so', async () => {
    const { store, train, champion } = await toy()
    await train(9)
    await store.put(`${(await champion())?.source}/model.atoll`, new TextEncoder().encode('toy 9 '))
    const result = await train(7)
    expect(result).toMatchObject({ outcome: 'registered', version: '2', previousVersion: '1' })
    expect(result.reason).toMatch(/keeps the bounds.*model.atoll has SHA-256/)
  })

  test('waits for the rollout of a new version only', async () => {
    const { train } = await toy()
    const asked: string[] = []
    const rollout = async (version: string) => ({ replicas: asked.push(version) })
    expect(await train(7, { rollout })).toMatchObject({ outcome: 'registered', replicas: 1 })
    await train(7, { rollout })
    await train(3, { rollout })
    expect(asked).toEqual(['1'])
  })

  test('is done as well when a newer version has taken the place of its own before that is served', async () => {
    const { train } = await toy()
    const result = await train(7, { rollout: async () => ({ supersededBy: '2' }) })
    expect(result).toMatchObject({ outcome: 'registered', version: '1', supersededBy: '2' })
  })
})

describe('a training during which another one moves the alias', () => {
  /** Trains 6 against a champion of 5, while another training registers `other`. */
  async function overtaken(other: number) {
    const bed = await toy()
    await bed.train(5)
    const mlflow = {
      ...bed.mlflow,
      async createVersion(...version: Parameters<typeof bed.mlflow.createVersion>) {
        await bed.train(other)
        return bed.mlflow.createVersion(...version)
      },
    }
    return { ...bed, result: await bed.train(6, { mlflow }) }
  }

  test('leaves it where the other is better, and does not try again', async () => {
    const { result, champion, runs, train } = await overtaken(9)
    expect(result).toMatchObject({ outcome: 'kept', version: '2', championScores: { mae: 1 } })
    expect(result.reason).toBe("mae 4 against the champion's 1 is not better")
    expect((await champion())?.version).toBe('2')
    const own = (await runs()).find(({ runId }) => runId === result.runId)
    expect(own).toMatchObject({ status: 'FINISHED', tags: { gate: 'kept', champion: '2' } })
    expect(await train(6)).toMatchObject({ outcome: 'unchanged', version: '2', runId: result.runId })
  })

  test('takes it where the other is worse', async () => {
    const { result, champion } = await overtaken(5.5)
    expect(result).toMatchObject({
      outcome: 'registered',
      version: '3',
      previousVersion: '2',
      championScores: { mae: 4.5 },
    })
    expect((await champion())?.version).toBe('3')
  })
})

describe('a training that fails', () => {
  test('on bad data: the run says why, the champion stays', async () => {
    const { workload, store, train, champion, runs } = await toy()
    await train(7)
    await store.put(`data/${workload.data.file}`, new TextEncoder().encode('one\n'))
    const failure = await failureOf(train(9))
    expect(failure.cause).toBeInstanceOf(DataError)
    expect(failure.result).toMatchObject({ outcome: 'failed', step: 'clean', version: '1' })
    expect((await runs())[0]).toMatchObject({
      status: 'FAILED',
      tags: { error: 'not all lines are numbers' },
    })
    expect((await champion())?.version).toBe('1')
  })

  test('without data, or with data that is not what was uploaded', async () => {
    const { workload, store, train } = await toy()
    const key = `data/${workload.data.file}`
    await store.put(key, new Uint8Array(3), { 'X-Amz-Meta-Sha256': 'ab' })
    expect((await failureOf(train(7))).message).toMatch(/was uploaded as ab: upload it again/)
    await store.remove(key)
    expect((await failureOf(train(7))).message).toBe(
      `there is no s3://${workload.name}/data/toy/numbers.txt: upload toy/numbers.txt first`,
    )
  })

  test('on parameters that do not exist, before it reads anything', async () => {
    const { workload, config, runs } = await toy()
    await expect(bench.train(workload, config, { gues: 7 })).rejects.toThrow(/"gues"/)
    expect(await runs()).toEqual([])
  })

  test('on a store that refuses its key', async () => {
    const { workload, config } = await toy()
    const failure = await failureOf(bench.train(workload, { ...config, secretAccessKey: 'wrong-secret' }))
    expect(failure.message).toMatch(/check the access key/)
  })

  test('when it is interrupted: the run is KILLED', async () => {
    const { train, runs, champion } = await toy()
    const interruption = new AbortController()
    const progress = (line: string) => {
      if (line.includes(' train ')) interruption.abort(new Error('interrupted by SIGTERM'))
    }
    const failure = await failureOf(train(7, { signal: interruption.signal, progress }))
    expect(failure.message).toBe('interrupted by SIGTERM')
    expect((await runs())[0]).toMatchObject({ status: 'KILLED' })
    expect(await champion()).toBeUndefined()
  })

  describe('when it is interrupted while the alias is moved', () => {
    /** Trains 9 against a champion of 7 with a client that leaves the request at its signal, as the real one does. */
    async function interrupted(changes: Parameters<TrainingBench['train']>[3] = {}) {
      const bed = await toy()
      await bed.train(7)
      const interruption = new AbortController()
      const mlflow = {
        ...bed.mlflow,
        async setAlias() {
          interruption.abort(new Error('interrupted by SIGTERM'))
          throw interruption.signal.reason
        },
      }
      const { signal } = interruption
      return { ...bed, failure: await failureOf(bed.train(9, { mlflow, signal, ...changes })) }
    }

    test('the move is ended, and only the rollout is not watched', async () => {
      const { failure, champion, runs } = await interrupted({ rollout: async () => ({ replicas: 1 }) })
      expect(failure.message).toBe('interrupted by SIGTERM')
      expect(failure.result).toMatchObject({ step: 'rollout', version: '2', previousVersion: '1' })
      expect((await champion())?.version).toBe('2')
      expect((await runs())[0]).toMatchObject({ status: 'FINISHED' })
    })

    test('and MLflow does not answer: the result says that the champion is not known', async () => {
      const setAlias = () => Promise.reject(new UnavailableError('MLflow does not answer'))
      const { failure, runs } = await interrupted({
        closing: { ...mlflowClient(bench.mlflow.uri), setAlias },
      })
      expect(failure.message).toBe('version 2 may be the champion now: MLflow does not answer')
      expect(failure.result).toMatchObject({ step: 'register', version: '1' })
      expect((await runs())[0]).toMatchObject({ status: 'KILLED' })
    })
  })
})
