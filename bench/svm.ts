/**
 * Support vector machines beside scikit-learn's in the same run, one thread each: seconds of processor time to fit on four
 * fifths of invented rows, and accuracy (R² of numbers) on the others. `node bench/svm.ts [--repeats N]`
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { accuracy } from '../services/learn/classificationMetrics.ts'
import { fitKernelSvm, predictKernelSvm } from '../services/learn/kernelSvm.ts'
import { fitKernelSvr, predictKernelSvr } from '../services/learn/kernelSvr.ts'
import { fitLinearSvm, predictLinearSvm } from '../services/learn/linearSvm.ts'
import { fitLinearSvr, predictLinearSvr } from '../services/learn/linearSvr.ts'
import { type Matrix, sliceRows } from '../services/learn/matrix.ts'
import { r2Score } from '../services/learn/metrics.ts'
import { learnPeer } from './learnPeer.ts'
import { type Problem, problem } from './linear/problems.ts'
import { writeReport } from './report.ts'

interface Fitted {
  readonly seconds: number
  readonly score: number
}

interface Contest {
  readonly peer: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly score: typeof accuracy
  learn(features: Matrix, target: Float64Array): (later: Matrix) => Float64Array
}

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '3' } } })
const peer = await learnPeer<Fitted>('svm/peers.py')

const contests: Readonly<Record<string, Contest>> = {
  'squared hinge': {
    peer: 'LinearSVC',
    options: { dual: true },
    score: accuracy,
    learn(features, target) {
      const model = fitLinearSvm(features, target)
      return (later) => predictLinearSvm(model, later)
    },
  },
  hinge: {
    peer: 'LinearSVC',
    options: { dual: true, loss: 'hinge' },
    score: accuracy,
    learn(features, target) {
      const model = fitLinearSvm(features, target, { loss: 'hinge' })
      return (later) => predictLinearSvm(model, later)
    },
  },
  'squared epsilon': {
    peer: 'LinearSVR',
    options: { dual: true, loss: 'squared_epsilon_insensitive' },
    score: r2Score,
    learn(features, target) {
      const model = fitLinearSvr(features, target, { loss: 'squaredEpsilonInsensitive' })
      return (later) => predictLinearSvr(model, later)
    },
  },
  epsilon: {
    peer: 'LinearSVR',
    options: { dual: true },
    score: r2Score,
    learn(features, target) {
      const model = fitLinearSvr(features, target)
      return (later) => predictLinearSvr(model, later)
    },
  },
  'rbf classes': {
    peer: 'SVC',
    score: accuracy,
    learn(features, target) {
      const model = fitKernelSvm(features, target)
      return (later) => predictKernelSvm(model, later)
    },
  },
  'rbf numbers': {
    peer: 'SVR',
    score: r2Score,
    learn(features, target) {
      const model = fitKernelSvr(features, target)
      return (later) => predictKernelSvr(model, later)
    },
  },
}

const runs: readonly (readonly [keyof typeof contests, Problem])[] = [
  ['squared hinge', problem(10_000, 50, 2)],
  ['squared hinge', problem(20_000, 20, 2)],
  ['squared hinge', problem(2000, 500, 2)],
  ['squared hinge', problem(4424, 36, 3)],
  ['hinge', problem(10_000, 50, 2)],
  ['squared epsilon', problem(10_000, 24, 0)],
  ['epsilon', problem(10_000, 24, 0)],
  ['rbf classes', problem(3000, 20, 3)],
  ['rbf numbers', problem(3000, 20, 0)],
]
const rows = []
for (const [name, data] of runs) {
  writeFileSync(join(peer.directory, 'features.f64'), data.features.data)
  writeFileSync(join(peer.directory, 'target.f64'), data.target)
  const { peer: learner, options = {} } = contests[name]
  const train = Math.floor(data.features.rows * 0.8)
  const ours: Fitted[] = []
  const theirs: Fitted[] = []
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    ours.push(fitOurs(contests[name], data, train))
    theirs.push(await peer.ask({ learner, options, train }))
  }
  const best = (of: readonly Fitted[]) => Math.min(...of.map(({ seconds }) => seconds)) * 1000
  rows.push({
    loss: name,
    data: data.name,
    'Atoll ms': best(ours).toFixed(0),
    peer: learner,
    'peer ms': best(theirs).toFixed(0),
    ratio: (best(ours) / best(theirs)).toFixed(2),
    'Atoll score': ours[0].score.toFixed(4),
    'peer score': theirs[0].score.toFixed(4),
  })
}
peer.close()
writeReport('svm', rows, { repeats: Number(values.repeats), threads: 1 })

function fitOurs({ learn, score }: Contest, { features, target }: Problem, train: number): Fitted {
  const started = process.cpuUsage()
  const predict = learn(sliceRows(features, 0, train), target.subarray(0, train))
  const { user, system } = process.cpuUsage(started)
  return {
    seconds: (user + system) / 1e6,
    score: score(target.subarray(train), predict(sliceRows(features, train))),
  }
}
