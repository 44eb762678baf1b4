/**
 * Trees and ridge beside their peers in the same run: seconds of fitting, predicting and explaining, and errors, on
 * scikit-learn's hourly example (errors as shares of the largest demand), on students' dropout where `--data` has it, and on
 * made-up outliers. `node bench/train.ts [--data DIR] [--repeats N] [--threads 1,2] [--only SETTING,...]` (threads of the
 * peers; ours has one).
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { parameters } from '../services/bikes/parameters.ts'
import type { HistGradientBoostingOptions } from '../services/learn/histGradientBoostingOptions.ts'
import { writeReport } from './report.ts'
import { readHourly } from './train/hourly.ts'
import type { Learner, Timed } from './train/learner.ts'
import { classifier, isolation, ours, regressor, ridge } from './train/ours.ts'
import { startPeers } from './train/peers.ts'
import { scoresOf } from './train/scores.ts'
import { dropoutTables, hourlyTables, outlierTable, type Table } from './train/tables.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    repeats: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1,2' },
    only: { type: 'string' },
  },
})
const directory = values.data === undefined ? undefined : resolve(values.data)
const data = readHourly(directory)
const { hourly, linear, holed } = hourlyTables(data)
const dropout = dropoutTables(directory)
const outliers = outlierTable()
const tables = [hourly, linear, holed, outliers, ...(dropout === undefined ? [] : Object.values(dropout))]

const requirements = resolve(import.meta.dirname, 'train/requirements.txt')
const environment = await pythonEnvironment('bench-train', requirements)
const peers = await Promise.all(
  values.threads
    .split(',')
    .map((threads) => startPeers(join(environment, 'bin/python'), tables, Number(threads))),
)

const { maxIter, learningRate, maxLeafNodes, minSamplesLeaf, alpha } = parameters.parse({})
const bikes: HistGradientBoostingOptions = {
  loss: 'poisson',
  maxIter,
  learningRate,
  maxLeafNodes,
  minSamplesLeaf,
}
/** Season, month, hour, weekday and weather. */
const categories: HistGradientBoostingOptions = { categoricalFeatures: [0, 2, 3, 5, 7] }

const learners = [
  ...boostings('defaults', hourly, {}),
  ...boostings('bikes', hourly, bikes),
  ...boostings('categories', hourly, categories),
  ...boostings('missing', holed, {}),
  ...(dropout === undefined
    ? []
    : [...boostings('three classes', dropout.three, {}), ...boostings('two classes', dropout.two, {})]),
  ours('ridge', linear, ridge(alpha)),
  ...theirs('ridge', 'scikit-learn', 'Ridge', linear, { alpha }),
  ours('outliers', outliers, isolation),
  ...theirs('outliers', 'scikit-learn', 'IsolationForest', outliers, { random_state: 0 }),
].filter(({ setting }) => values.only === undefined || values.only.split(',').includes(setting))

const results = new Map(learners.map((learner) => [learner, learner.table.folds.map((): Timed[] => [])]))
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  console.log(`repeat ${repeat + 1} of ${values.repeats}`)
  const order = repeat % 2 === 0 ? learners : learners.toReversed()
  for (const learner of order) {
    for (const [f, fold] of learner.table.folds.entries()) {
      results.get(learner)![f].push(await learner.run(fold))
    }
  }
}
for (const peer of peers) peer.close()

console.log(
  `${data.features.rows} hours (${data.origin}), means of the folds, best of ${values.repeats} repeats`,
)
writeReport('train', Array.from(results, summarise), { data: data.origin, repeats: Number(values.repeats) })

function boostings(setting: string, table: Table, options: HistGradientBoostingOptions): Learner[] {
  const isClassified = table.name.startsWith('dropout')
  const kind = isClassified ? 'Classifier' : 'Regressor'
  const { categoricalFeatures = [] } = options
  const tree = {
    max_iter: options.maxIter ?? 100,
    learning_rate: options.learningRate ?? 0.1,
    max_leaf_nodes: options.maxLeafNodes ?? 31,
    min_samples_leaf: options.minSamplesLeaf ?? 20,
  }
  const scikitLearn = {
    ...tree,
    early_stopping: false,
    random_state: 0,
    ...(isClassified ? {} : { loss: options.loss ?? 'squared_error' }),
    categorical_features: categoricalFeatures,
  }
  const lightGbm = {
    verbose: -1,
    ...(isClassified ? {} : { objective: options.loss ?? 'regression' }),
    n_estimators: tree.max_iter,
    learning_rate: tree.learning_rate,
    num_leaves: tree.max_leaf_nodes,
    min_child_samples: tree.min_samples_leaf,
  }
  const given = { ...options, earlyStopping: false }
  return [
    ours(setting, table, isClassified ? classifier(given) : regressor(given)),
    ...theirs(setting, 'LightGBM', `LGBM${kind}`, table, lightGbm, {
      categorical_feature: categoricalFeatures,
    }),
    ...theirs(setting, 'scikit-learn', `HistGradientBoosting${kind}`, table, scikitLearn),
  ]
}

function theirs(
  setting: string,
  name: string,
  learner: string,
  table: Table,
  options: Readonly<Record<string, unknown>>,
  fit: Readonly<Record<string, unknown>> = {},
): Learner[] {
  return peers.map((peer) => {
    const given = name === 'LightGBM' ? { ...options, n_jobs: peer.threads } : options
    return { setting, name, threads: peer.threads, table, run: peer.learner(learner, table, given, fit) }
  })
}

function summarise([{ setting, name, threads, table }, runs]: [Learner, Timed[][]]) {
  const best = (of: (run: Timed) => number | undefined, digits: number) => {
    const times = runs.map((repeats) => Math.min(...repeats.map((run) => of(run) ?? Number.NaN)))
    return Number.isNaN(times[0]) ? '' : (mean(times) * 1000).toFixed(digits)
  }
  const scores = runs.map(([run], f) => scoresOf(table, table.folds[f], run.predictions))
  const score = (metric: string) => {
    const found = scores.map((fold) => fold[metric as keyof typeof fold] as number | undefined)
    return found[0] === undefined ? '' : mean(found as number[]).toFixed(4)
  }
  return {
    setting,
    learner: name,
    threads,
    'fit ms': best(({ fit }) => fit, 1),
    'fit CPU ms': best(({ fitCpu }) => fitCpu, 1),
    'predict ms': best(({ predict }) => predict, 2),
    'explain ms': best(({ explain }) => explain, 1),
    ...Object.fromEntries(
      ['MAE', 'RMSE', 'accuracy', 'log loss', 'AUC'].map((metric) => [metric, score(metric)]),
    ),
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}
