/**
 * Clusters and drift tests beside scikit-learn and SciPy in the same run, one thread each: processor time, and whether
 * results are the same. `node bench/clusters.ts [--repeats N]`
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dbscan } from '../services/learn/dbscan.ts'
import { fitKMeans } from '../services/learn/kMeans.ts'
import { columnOf, type Matrix, matrix } from '../services/learn/matrix.ts'
import { createRandom } from '../services/learn/random.ts'
import { silhouetteScore } from '../services/learn/silhouette.ts'
import { cramerVonMises } from '../services/learn/statistics/cramerVonMises.ts'
import { kolmogorovSmirnov } from '../services/learn/statistics/kolmogorovSmirnov.ts'
import { learnPeer } from './learnPeer.ts'
import { writeReport } from './report.ts'

type Options = Readonly<Record<string, number>>
interface Answer {
  readonly cpu: number
  readonly result: number
}

/** Every second or third number, and the others. */
const parts = (features: Matrix, { every }: Options) => {
  const column = columnOf(features, 0)
  return [column.filter((_, i) => i % every === 0), column.filter((_, i) => i % every > 0)] as const
}
const tasks: Readonly<Record<string, (features: Matrix, options: Options) => number>> = {
  kmeans: (features, { clusters, seed }) => fitKMeans(features, { nClusters: clusters, seed }).model.inertia,
  dbscan: (features, { eps, minSamples }) =>
    dbscan(features, { eps, minSamples }).labels.reduce((sum, label, i) => sum + (label + 2) * (i + 1), 0),
  silhouette: (features, { clusters }) =>
    silhouetteScore(
      features,
      Int32Array.from({ length: features.rows }, (_, i) => i % clusters),
    ),
  ks: (features, options) => kolmogorovSmirnov(...parts(features, options)).pValue,
  cvm: (features, options) => cramerVonMises(...parts(features, options)).pValue,
}

/** Round groups in a cube, or none where `spread` is infinite: rows all over it. */
function made(rows: number, columns: number, groups: number, spread: number): Matrix {
  const random = createRandom(rows + columns)
  const centres = Float64Array.from({ length: groups * columns }, () => 20 * random.uniform())
  const data = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    const group = random.integer(groups)
    for (let c = 0; c < columns; c++) {
      data[r * columns + c] =
        spread === Infinity ? random.uniform() : centres[group * columns + c] + spread * random.normal()
    }
  }
  return matrix(data, rows, columns)
}

const cases = [
  {
    task: 'kmeans',
    data: '100,000 x 10 in 20 groups',
    features: made(100_000, 10, 20, 2),
    options: { clusters: 20 },
  },
  {
    task: 'kmeans',
    data: '20,000 x 36 in 6 groups',
    features: made(20_000, 36, 6, 4),
    options: { clusters: 6 },
  },
  {
    task: 'kmeans',
    data: '50,000 x 8 without groups',
    features: made(50_000, 8, 1, Infinity),
    options: { clusters: 20 },
  },
  {
    task: 'dbscan',
    data: '50,000 x 2 in 15 groups',
    features: made(50_000, 2, 15, 1),
    options: { eps: 0.3, minSamples: 10 },
  },
  {
    task: 'dbscan',
    data: '20,000 x 5 in 8 groups',
    features: made(20_000, 5, 8, 1),
    options: { eps: 1.2, minSamples: 10 },
  },
  { task: 'silhouette', data: '6,000 x 10', features: made(6000, 10, 5, 2), options: { clusters: 5 } },
  { task: 'ks', data: '10,000 and 10,000 numbers', features: made(20_000, 1, 1, 1), options: { every: 2 } },
  { task: 'ks', data: '5,000 and 10,000 numbers', features: made(15_000, 1, 1, 1), options: { every: 3 } },
  { task: 'cvm', data: '10,000 and 10,000 numbers', features: made(20_000, 1, 1, 1), options: { every: 2 } },
]

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' } } })
const peer = await learnPeer<Answer>('clusters/peers.py')
const repeats = Number(values.repeats)
const mean = (answers: readonly Answer[]) =>
  answers.reduce((sum, { result }) => sum + result, 0) / answers.length
const least = (answers: readonly Answer[]) => Math.min(...answers.map(({ cpu }) => cpu))
/** K-Means begins elsewhere with each seed, so that its time is the median of the least of each. */
const triesOf = (task: string) => (task === 'kmeans' ? 3 : 1)
const median = (answers: readonly Answer[]) =>
  answers.map(({ cpu }) => cpu).sort((a, b) => a - b)[answers.length >> 1]

const rows = []
for (const [index, { task, data, features, options }] of cases.entries()) {
  writeFileSync(join(peer.directory, `${index}.f64`), features.data)
  const ours: Answer[] = []
  const theirs: Answer[] = []
  for (let seed = 0; seed < repeats; seed++) {
    const given: Options = { ...(options as Options), seed }
    const [oursNow, theirsNow]: Answer[][] = [[], []]
    for (let n = 0; n < triesOf(task); n++) {
      theirsNow.push(await peer.ask({ task, data: `${index}`, columns: features.columns, options: given }))
      const started = process.cpuUsage()
      const result = tasks[task](features, given)
      const { user, system } = process.cpuUsage(started)
      oursNow.push({ cpu: (user + system) / 1e6, result })
    }
    ours.push({ cpu: least(oursNow), result: oursNow[0].result })
    theirs.push({ cpu: least(theirsNow), result: theirsNow[0].result })
  }
  const time = task === 'kmeans' ? median : least
  const difference = mean(ours) / mean(theirs) - 1
  rows.push({
    task,
    data,
    'Atoll CPU ms': (time(ours) * 1000).toFixed(0),
    'peer CPU ms': (time(theirs) * 1000).toFixed(0),
    'Atoll / peer': (time(ours) / time(theirs)).toFixed(2),
    'result / peer - 1': Math.abs(difference) < 1e-12 ? '0' : difference.toExponential(1),
  })
  console.log(rows.at(-1))
}
peer.close()
writeReport('clusters', rows, { repeats })
