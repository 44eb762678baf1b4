/**
 * Linear models beside scikit-learn and statsmodels in the same run, one thread each: seconds of fitting, and how far
 * the coefficients (scores of folds, standard errors) differ at most. `node bench/linear.ts [--repeats N]`
 */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { crossValidate } from '../services/learn/crossValidation.ts'
import { kFold } from '../services/learn/folds.ts'
import { fitLinearRegression } from '../services/learn/linearRegression.ts'
import { logisticFactors } from '../services/learn/logisticFactors.ts'
import { fitLogisticRegression } from '../services/learn/logisticRegression.ts'
import { take, takeRows } from '../services/learn/matrix.ts'
import { rootMeanSquaredError } from '../services/learn/metrics.ts'
import { fitRidge, predictRidge, type RidgeModel } from '../services/learn/ridge.ts'
import { type Problem, problem } from './linear/problems.ts'
import { startPeer } from './peerProcess.ts'
import { writeReport } from './report.ts'

interface Fitted {
  readonly seconds: number
  readonly cpu: number
  readonly numbers: readonly number[]
}

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '7' } } })
const environment = await pythonEnvironment(
  'bench-linear',
  resolve(import.meta.dirname, 'linear/requirements.txt'),
)
const peer = await startPeer<Fitted>(
  join(environment, 'bin/python'),
  join(import.meta.dirname, 'linear/peers.py'),
)

const flat = ({ coefficients, intercept }: RidgeModel) => [...coefficients, intercept]
const fits: Readonly<Record<string, (problem: Problem) => readonly number[] | Promise<readonly number[]>>> = {
  ridge: ({ features, target }) => flat(fitRidge(features, target)),
  linear: ({ features, target }) => flat(fitLinearRegression(features, target)),
  logistic({ features, target }) {
    const { coefficients, intercepts } = fitLogisticRegression(features, target, { tol: 1e-4 })
    return [...coefficients.data, ...intercepts]
  },
  'logistic, exact'({ features, target }) {
    const { coefficients, intercepts } = fitLogisticRegression(features, target, { tol: 1e-9 })
    return [...coefficients.data, ...intercepts]
  },
  factors({ features, target }) {
    const { factors } = logisticFactors(features, target)
    return factors
      .map(({ standardError }) => standardError)
      .toSpliced(0, 1)
      .concat(factors[0].standardError)
  },
  async 'ridge, 5 folds'({ features, target }) {
    const { error } = await crossValidate(kFold(features.rows), ({ train, test }) => {
      const model = fitRidge(takeRows(features, train), take(target, train))
      return {
        error: rootMeanSquaredError(take(target, test), predictRidge(model, takeRows(features, test))),
      }
    })
    return error.folds.map((score) => -score)
  },
}

const regressions = [problem(10_000, 24, 0), problem(100_000, 12, 0), problem(5000, 100, 0)]
const classifications = [
  problem(10_000, 24, 2),
  problem(100_000, 12, 2),
  problem(4424, 36, 3),
  problem(20_000, 20, 5),
]
const runs = [
  ...regressions.flatMap((data) => ['ridge', 'linear', 'ridge, 5 folds'].map((fit) => ({ data, fit }))),
  ...classifications.flatMap((data) => ['logistic', 'logistic, exact'].map((fit) => ({ data, fit }))),
  ...classifications.slice(0, 2).map((data) => ({ data, fit: 'factors' })),
]
const rows = []
for (const { data, fit } of runs) {
  writeFileSync(join(peer.directory, `${data.name}.f64`), data.features.data)
  writeFileSync(join(peer.directory, `${data.name}.target.f64`), data.target)
  const ours: Fitted[] = []
  const theirs: Fitted[] = []
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    ours.push(await fitOurs(data, fit))
    theirs.push(await peer.ask({ data: data.name, fit }))
  }
  const best = (of: readonly Fitted[], key: 'seconds' | 'cpu') =>
    Math.min(...of.map((run) => run[key])) * 1000
  rows.push({
    fit,
    data: data.name,
    'Atoll ms': best(ours, 'seconds').toFixed(1),
    'peer ms': best(theirs, 'seconds').toFixed(1),
    ratio: (best(ours, 'seconds') / best(theirs, 'seconds')).toFixed(2),
    'CPU ratio': (best(ours, 'cpu') / best(theirs, 'cpu')).toFixed(2),
    'largest difference': Math.max(
      ...ours[0].numbers.map((value, i) => Math.abs(value - theirs[0].numbers[i])),
    ).toExponential(1),
  })
}
peer.close()
writeReport('linear', rows, { repeats: Number(values.repeats), threads: 1 })

async function fitOurs(data: Problem, fit: string): Promise<Fitted> {
  const startedCpu = process.cpuUsage()
  const started = performance.now()
  const numbers = await fits[fit](data)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(startedCpu)
  return { seconds, cpu: (user + system) / 1e6, numbers }
}
