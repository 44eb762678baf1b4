/**
 * Errors of boosting beside LightGBM's where the data are a matter of chance: which numbers of the hourly example are
 * missing, and how students' dropout is shuffled into folds. Both learn each draw with their defaults, so that the
 * differences are paired. `node bench/trainErrors.ts --data DIR [--draws N]`.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { type Row, writeReport } from './report.ts'
import { readHourly } from './train/hourly.ts'
import { classifier, ours, regressor } from './train/ours.ts'
import { startPeers } from './train/peers.ts'
import { scoresOf } from './train/scores.ts'
import { dropoutTables, hourlyTables, type Table } from './train/tables.ts'

const { values } = parseArgs({
  options: { data: { type: 'string' }, draws: { type: 'string', default: '20' } },
})
if (values.data === undefined)
  throw new Error('--data DIR is needed, with bikes/hour.csv and students/dropout.csv')
const directory = resolve(values.data)
const hourly = readHourly(directory)
const settings: Record<string, Table[]> = { missing: [], 'three classes': [], 'two classes': [] }
for (let seed = 1; seed <= Number(values.draws); seed++) {
  const dropout = dropoutTables(directory, seed)
  if (dropout === undefined) throw new Error(`${directory} has no students/dropout.csv`)
  const drawn = [hourlyTables(hourly, seed).holed, dropout.three, dropout.two]
  for (const [i, table] of drawn.entries())
    Object.values(settings)[i].push({ ...table, name: `${table.name}-${seed}` })
}

const requirements = resolve(import.meta.dirname, 'train/requirements.txt')
const environment = await pythonEnvironment('bench-train', requirements)
const peer = await startPeers(join(environment, 'bin/python'), Object.values(settings).flat(), 1)
const rows: Row[] = []
for (const [setting, tables] of Object.entries(settings)) {
  const pairs = new Map<string, [number, number][]>()
  for (const table of tables) {
    for (const [metric, pair] of Object.entries(await errorsOf(table)))
      pairs.set(metric, [...(pairs.get(metric) ?? []), pair])
  }
  for (const [metric, found] of pairs) rows.push(compared(setting, metric, found))
}
peer.close()
writeReport('trainErrors', rows, { data: directory, draws: Number(values.draws) })

/** Of each metric the means over the folds, ours and LightGBM's. */
async function errorsOf(table: Table): Promise<Record<string, [number, number]>> {
  const kind = table.name.startsWith('dropout') ? 'Classifier' : 'Regressor'
  const learn = (kind === 'Classifier' ? classifier : regressor)({ earlyStopping: false })
  const theirs = peer.learner(`LGBM${kind}`, table, { verbose: -1, n_jobs: 1 })
  const means: Record<string, [number, number]> = {}
  for (const fold of table.folds) {
    for (const [i, run] of [ours('', table, learn).run, theirs].entries()) {
      const scores = scoresOf(table, fold, (await run(fold)).predictions)
      for (const [metric, score] of Object.entries(scores)) {
        means[metric] ??= [0, 0]
        means[metric][i] += score / table.folds.length
      }
    }
  }
  return means
}

function compared(setting: string, metric: string, pairs: readonly (readonly [number, number])[]): Row {
  const mean = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length
  const difference = mean(([own, other]) => own - other)
  const variance = mean(([own, other]) => (own - other - difference) ** 2) / (pairs.length - 1)
  return {
    setting,
    metric,
    Atoll: mean(([own]) => own).toFixed(4),
    LightGBM: mean(([, other]) => other).toFixed(4),
    difference: difference.toFixed(5),
    'standard error': Math.sqrt(variance).toFixed(5),
  }
}
