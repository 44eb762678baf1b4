/**
 * Learners beside their peers on scikit-learn's hourly example, in the same run: seconds of fitting and predicting,
 * and errors as shares of the largest demand. `node bench/train.ts [--data DIR] [--repeats N] [--threads 1,2]`
 * (of the peers; ours has one).
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parameters } from '../services/bikes/parameters.ts'
import {
  fitHistGradientBoosting,
  predictHistGradientBoosting,
} from '../services/learn/histGradientBoosting.ts'
import type { HistGradientBoostingOptions } from '../services/learn/histGradientBoostingOptions.ts'
import { sliceRows } from '../services/learn/matrix.ts'
import { meanAbsoluteError, rootMeanSquaredError } from '../services/learn/metrics.ts'
import { fitRidge, predictRidge } from '../services/learn/ridge.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { writeReport } from './report.ts'
import { hourlyFolds, readHourly } from './train/hourly.ts'
import type { Fold, Learner, Timed } from './train/learner.ts'
import { startPeers } from './train/peers.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    repeats: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1,2' },
  },
})
const data = readHourly(values.data === undefined ? undefined : resolve(values.data))
const folds = hourlyFolds(data.features.rows)
const environment = await pythonEnvironment(
  'bench-train',
  resolve(import.meta.dirname, 'train/requirements.txt'),
)
const python = join(environment, 'bin/python')
const peers = await Promise.all(
  values.threads
    .split(',')
    .map(Number)
    .map(async (threads) => ({ threads, ...(await startPeers(python, data, threads)) })),
)

const { iterations, learningRate, leaves, samplesPerLeaf, alpha } = parameters.parse({})
const settings: Readonly<Record<string, HistGradientBoostingOptions>> = {
  defaults: { earlyStopping: false },
  bikes: {
    earlyStopping: false,
    loss: 'poisson',
    maxIter: iterations,
    learningRate,
    maxLeafNodes: leaves,
    minSamplesLeaf: samplesPerLeaf,
  },
}

const learners: Learner[] = Object.entries(settings).flatMap(([setting, options]) => [
  ours(setting, 'features', (features, target) => {
    const model = fitHistGradientBoosting(features, target, options)
    return (later) => predictHistGradientBoosting(model, later)
  }),
  ...theirs(setting, 'LightGBM', 'LGBMRegressor', 'features', forLightGbm(options)),
  ...theirs(setting, 'scikit-learn', 'HistGradientBoostingRegressor', 'features', forScikitLearn(options)),
])
learners.push(
  ours('ridge', 'linear', (features, target) => {
    const model = fitRidge(features, target, { alpha })
    return (later) => predictRidge(model, later)
  }),
  ...theirs('ridge', 'scikit-learn', 'Ridge', 'linear', { alpha }),
)

const results = new Map(learners.map((learner) => [learner, folds.map((): Timed[] => [])]))
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  console.log(`repeat ${repeat + 1} of ${values.repeats}`)
  const order = repeat % 2 === 0 ? learners : learners.toReversed()
  for (const learner of order) {
    for (const [f, fold] of folds.entries()) results.get(learner)![f].push(await learner.run(fold))
  }
}
for (const peer of peers) peer.close()

console.log(
  `${data.features.rows} hours (${data.origin}), ${folds.length} folds, best of ${values.repeats} repeats`,
)
writeReport('train', Array.from(results, summarise), { data: data.origin, repeats: Number(values.repeats) })

type Learn = (
  features: typeof data.features,
  target: Float64Array,
) => (later: typeof data.features) => Float64Array

function ours(setting: string, table: Learner['table'], learn: Learn): Learner {
  const run = ({ train, test }: Fold): Timed => {
    const features = sliceRows(data[table], train.start, train.end)
    const later = sliceRows(data[table], test.start, test.end)
    const startedCpu = process.cpuUsage()
    const started = performance.now()
    const predict = learn(features, data.target.subarray(train.start, train.end))
    const fitted = performance.now()
    const { user, system } = process.cpuUsage(startedCpu)
    const predictions = predict(later)
    return {
      fit: (fitted - started) / 1000,
      fitCpu: (user + system) / 1e6,
      predict: (performance.now() - fitted) / 1000,
      predictions,
    }
  }
  return { setting, name: 'Atoll', threads: 1, table, run }
}

function theirs(
  setting: string,
  name: string,
  learner: string,
  table: Learner['table'],
  options: Readonly<Record<string, unknown>>,
): Learner[] {
  return peers.map((peer) => ({
    setting,
    name,
    threads: peer.threads,
    table,
    run: peer.learner(learner, table, name === 'LightGBM' ? { ...options, n_jobs: peer.threads } : options),
  }))
}

function forLightGbm({
  loss,
  maxIter,
  learningRate,
  maxLeafNodes,
  minSamplesLeaf,
}: HistGradientBoostingOptions) {
  return {
    verbose: -1,
    objective: loss === 'poisson' ? 'poisson' : 'regression',
    n_estimators: maxIter ?? 100,
    learning_rate: learningRate ?? 0.1,
    num_leaves: maxLeafNodes ?? 31,
    min_child_samples: minSamplesLeaf ?? 20,
  }
}

function forScikitLearn({
  loss,
  maxIter,
  learningRate,
  maxLeafNodes,
  minSamplesLeaf,
}: HistGradientBoostingOptions) {
  return {
    early_stopping: false,
    random_state: 0,
    loss: loss ?? 'squared_error',
    max_iter: maxIter ?? 100,
    learning_rate: learningRate ?? 0.1,
    max_leaf_nodes: maxLeafNodes ?? 31,
    min_samples_leaf: minSamplesLeaf ?? 20,
  }
}

function summarise([{ setting, name, threads }, runs]: [Learner, Timed[][]]) {
  const best = (of: (run: Timed) => number) =>
    mean(runs.map((repeats) => Math.min(...repeats.map(of)))) * 1000
  const error = (of: typeof meanAbsoluteError) =>
    mean(
      runs.map(([run], f) =>
        of(data.target.subarray(folds[f].test.start, folds[f].test.end), run.predictions),
      ),
    )
  return {
    setting,
    learner: name,
    threads,
    'fit ms': best(({ fit }) => fit).toFixed(1),
    'fit CPU ms': best(({ fitCpu }) => fitCpu).toFixed(1),
    'predict ms': best(({ predict }) => predict).toFixed(2),
    MAE: error(meanAbsoluteError).toFixed(4),
    RMSE: error(rootMeanSquaredError).toFixed(4),
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}
