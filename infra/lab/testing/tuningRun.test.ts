import { afterAll, beforeAll, expect, test } from 'vitest'
import { mlflowClient } from '../../../services/runtime/mlflow/mlflow.ts'
import { objectStore } from '../../../services/runtime/objectStore.ts'
import { tuningRun } from '../../../services/runtime/training/tuningRun.ts'
import type { AnyWorkload } from '../../../services/runtime/workload.ts'
import { toyWorkload } from './toyWorkload.ts'
import { type TrainingBench, trainingBench } from './trainingBench.ts'

let bench: TrainingBench
beforeAll(async () => {
  bench = await trainingBench()
}, 900_000)
afterAll(() => bench[Symbol.asyncDispose]())

/** The toy with a space to search, whose training tells of two folds, and with a page of its own. */
function richToy(name: string): AnyWorkload {
  const toy = toyWorkload(name)
  return {
    ...toy,
    training: {
      ...toy.training,
      tune: { space: { guess: [1, 9, 30] } },
      train(examples, parameters, context) {
        for (const fold of [1, 2]) {
          const part = { parameters: { fold }, scores: { mae: fold }, seconds: { train: fold / 8 } }
          context?.part({ name: `fold ${fold}`, ...part })
        }
        return toy.training.train(examples, parameters)
      },
      report: () => ({ sections: [{ title: 'Own section', plots: [] }] }),
    },
  }
}

async function prepared(name: string) {
  const workload = richToy(name)
  const { config } = await bench.prepare(workload, new TextEncoder().encode('10\n'.repeat(8)))
  const mlflow = mlflowClient(bench.mlflow.uri)
  const store = objectStore(config)
  const { id } = await mlflow.experiment(workload.name, store.uri('mlflow'))
  const children = (parent: string) => mlflow.searchRuns(id, `tags.mlflow.parentRunId = '${parent}'`)
  return { workload, config, mlflow, store, children }
}

test('a search is a run with a child for each trial, and registers nothing', async () => {
  const { workload, mlflow, store, children } = await prepared('toy-tuned')
  const services = { store, mlflow, closing: mlflow, threads: 1, progress: () => {} }
  const options = { trials: 10, seed: 1, parameters: {}, codeVersion: 'test', environment: 'test' }
  const result = await tuningRun(workload, services, options)
  expect(result).toMatchObject({ outcome: 'tuned', parameters: { guess: 9 }, scores: { mae: 1 } })
  expect(await mlflow.run(result.runId!)).toMatchObject({
    ...{ status: 'FINISHED', params: { guess: '9' }, metrics: { mae: 1, trials: 3 } },
    tags: { purpose: 'tune', code_version: 'test' },
  })
  const trials = await children(result.runId!)
  expect(trials.map(({ params, metrics }) => [params.guess, metrics.mae]).toSorted()).toEqual([
    ['1', 9],
    ['30', 20],
    ['9', 1],
  ])
  expect(await mlflow.championOf(workload.name)).toBeUndefined()
})

test('a search that fails ends its run with the reason', async () => {
  const { workload, mlflow, store } = await prepared('toy-failed')
  const failing: AnyWorkload = {
    ...workload,
    training: {
      ...workload.training,
      evaluate() {
        throw new Error('no score')
      },
    },
  }
  const services = { store, mlflow, closing: mlflow, threads: 1, progress: () => {} }
  const options = { trials: 2, seed: 1, parameters: {}, codeVersion: 'test', environment: 'test' }
  const error = await tuningRun(failing, services, options).catch((error) => error)
  expect(error.result).toMatchObject({
    outcome: 'failed',
    reason: 'no trial has a finite mae: no score',
    step: 'search',
  })
  expect(await mlflow.run(error.result.runId)).toMatchObject({
    ...{ status: 'FAILED', tags: { error: 'no trial has a finite mae: no score' } },
  })
})

test('a training keeps its folds as child runs, its page and its model card', async () => {
  const { workload, config, mlflow, store, children } = await prepared('toy-folds')
  const { runId, outcome } = await bench.train(workload, config, { guess: 9 })
  expect(outcome).toBe('registered')
  const folds = await children(runId!)
  expect(folds.map(({ status, params, metrics }) => ({ status, params, metrics }))).toEqual([
    { status: 'FINISHED', params: { fold: '2' }, metrics: { mae: 2, seconds_train: 0.25 } },
    { status: 'FINISHED', params: { fold: '1' }, metrics: { mae: 1, seconds_train: 0.125 } },
  ])
  const run = await mlflow.run(runId!)
  const text = async (name: string) => String(Buffer.from(await store.get(`${run!.artifactUri}/${name}`)))
  const page = await text('report.html')
  for (const shown of ['Own section', 'fold 2', workload.card.limits]) expect(page).toContain(shown)
  expect(await text('model-card.md')).toContain('- guess: 9')
  expect(JSON.parse(await text('report.json')).parts).toHaveLength(2)
})
