/**
 * Matrix factorisation and nearest neighbours beside Surprise and scikit-learn, in the same run on the same ratings with
 * the defaults of Surprise: seconds, and errors on ratings held back.
 * `node bench/factorisation.ts [--data FILE] [--repeats N]`; without a file of ratings, made-up ones of MovieLens 100K's shape.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { csrMatrix, transpose } from '../services/learn/csrMatrix.ts'
import { predictRating } from '../services/learn/latentFactors.ts'
import { matrix } from '../services/learn/matrix.ts'
import { rootMeanSquaredError } from '../services/learn/metrics.ts'
import { nearestNeighbours } from '../services/learn/nearestNeighbours.ts'
import { fitSvd } from '../services/learn/svd.ts'
import { fitSvdPlusPlus } from '../services/learn/svdPlusPlus.ts'
import { clean } from '../services/movies/clean.ts'
import { generate } from '../services/movies/generate.ts'
import { countOf, idTable, rowOf } from '../services/movies/idTable.ts'
import type { Interaction } from '../services/movies/interaction.ts'
import { splitByUser } from '../services/movies/split.ts'
import { type Ratings, startPeers, type Task, type Timed } from './factorisation/peers.ts'
import { writeReport } from './report.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, repeats: { type: 'string', default: '3' } },
})
const { examples } = clean(values.data === undefined ? generate(1) : readFileSync(values.data))
const rated = examples.filter(({ rating }) => rating !== undefined)
const userIds = idTable(rated.map(({ user }) => user))
const movieIds = idTable(rated.map(({ movie }) => movie))
const rowsOf = (part: readonly Interaction[]): Ratings =>
  part.map(({ user, movie, rating }) => [rowOf(userIds, user), rowOf(movieIds, movie), rating!])
const split = splitByUser(rated)
const [train, test] = [rowsOf(split.train), rowsOf(split.test)]
const [users, movies] = [countOf(userIds), countOf(movieIds)]
const ratings = csrMatrix(
  { row: train.map(([u]) => u), column: train.map(([, m]) => m), value: train.map(([, , r]) => r) },
  users,
  movies,
)
const byMovie = transpose(ratings)
const { itemFactors, factors } = fitSvd(ratings)
const dense = matrix(Float64Array.from(itemFactors), movies, factors)

const requirements = resolve(import.meta.dirname, 'factorisation/requirements.txt')
const python = join(await pythonEnvironment('bench-factorisation', requirements), 'bin/python')
const data = { train, test, users, movies, dense }
const [one, two] = await Promise.all([1, 2].map((threads) => startPeers(python, data, threads)))

type Runner = { readonly learner: string; readonly threads: number; run(task: Task): Timed | Promise<Timed> }
const atoll: Runner = { learner: 'Atoll', threads: 1, run: ours }
const surprise: Runner = { learner: 'Surprise', threads: 1, run: one!.run }
const scikitLearn = [one!, two!].map(
  ({ threads, run }): Runner => ({ learner: 'scikit-learn', threads, run }),
)
const searches = (['dense', 'sparse'] as const).flatMap((rows) =>
  (['euclidean', 'cosine'] as const).map((metric) => ({ rows, metric })),
)
const cases: { readonly task: Task; readonly runner: Runner; readonly runs: Timed[] }[] = [
  ...(['svd', 'svd++'] as const).flatMap((algorithm) =>
    [atoll, surprise].map((runner) => ({ task: { algorithm }, runner, runs: [] })),
  ),
  ...searches.flatMap((task) => [atoll, ...scikitLearn].map((runner) => ({ task, runner, runs: [] }))),
]
for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
  console.log(`repeat ${repeat + 1} of ${values.repeats}`)
  for (const { task, runner, runs } of repeat % 2 === 0 ? cases : cases.toReversed()) {
    runs.push(await runner.run(task))
  }
}
for (const peer of [one!, two!]) peer.close()

console.log(
  `${rated.length} ratings of ${movies} movies by ${users} users; best of ${values.repeats} repeats`,
)
writeReport(
  'factorisation',
  cases.map(({ task, runner, runs }) => ({
    what: 'algorithm' in task ? task.algorithm : `10 neighbours, ${task.rows} ${task.metric}`,
    learner: runner.learner,
    threads: runner.threads,
    seconds: Math.min(...runs.map(({ seconds }) => seconds)).toFixed(3),
    'CPU seconds': Math.min(...runs.map(({ cpu }) => cpu)).toFixed(3),
    'RMSE or mean distance': runs[0]!.result.toFixed(4),
  })),
  { data: values.data ?? 'generated, seed 1', ratings: rated.length, users, movies },
)

function ours(task: Task): Timed {
  const startedCpu = process.cpuUsage()
  const started = performance.now()
  const judge = work(task)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(startedCpu)
  return { seconds, cpu: (user + system) / 1e6, result: judge() }
}

function work(task: Task): () => number {
  if ('algorithm' in task) {
    const model = task.algorithm === 'svd' ? fitSvd(ratings) : fitSvdPlusPlus(ratings)
    const predict = () => test.map(([user, movie]) => predictRating(model, user, movie))
    return () =>
      rootMeanSquaredError(
        test.map(([, , rating]) => rating),
        predict(),
      )
  }
  const options = { nNeighbors: 10, metric: task.metric }
  const { distances } =
    task.rows === 'dense'
      ? nearestNeighbours(dense, undefined, options)
      : nearestNeighbours(byMovie, undefined, options)
  return () => distances.reduce((sum, distance) => sum + distance, 0) / distances.length
}
