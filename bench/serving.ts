/**
 * Predictions a second of one serving process, beside MLServer and MLflow's scoring server with scikit-learn's
 * model of the same features, and beside a Node server that answers a constant.
 * `node bench/serving.ts [--data DIR] [--seconds N] [--rounds N]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dataFrom, generatedData } from '../infra/cli/givenData.ts'
import { command } from '../infra/lab/command.ts'
import { ensureDebianPackages } from '../infra/lab/debian.ts'
import { pythonEnvironment } from '../infra/lab/pythonEnvironment.ts'
import { demands, featureCount, featureMatrix } from '../services/bikes/features.ts'
import { parameters as bikesParameters } from '../services/bikes/parameters.ts'
import { bikes } from '../services/bikes/workload.ts'
import { writeReport } from './report.ts'
import { atoll, bare, type Contender, mlflow, mlserver } from './serving/contenders.ts'
import { type Measured, measure, overload } from './serving/wrk.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
  },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const connectionCounts = [1, 10, 100]

await ensureDebianPackages(['wrk'], console.log)
const python = await pythonEnvironment('bench-serving', join(import.meta.dirname, 'serving/requirements.txt'))
const folder = mkdtempSync(join(tmpdir(), 'atoll-bench-serving-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const data = values.data === undefined ? generatedData(bikes) : await dataFrom(bikes, values.data)
console.log(`data: ${data.origin}`)

const { train } = bikes.training.split((await bikes.clean(data.bytes)).examples)
const parameters = bikesParameters.parse({})
const features = featureMatrix(train)
writeFileSync(join(folder, 'features.f64'), features)
writeFileSync(join(folder, 'targets.f64'), demands(train))
console.log(`training both models on ${train.length} hours`)
writeFileSync(join(folder, 'model.atoll'), bikes.encode(await bikes.training.train(train, parameters)))
await command(join(python, 'bin/python'), [
  join(import.meta.dirname, 'serving/peers.py'),
  folder,
  ...[featureCount, parameters.maxIter, parameters.maxLeafNodes, parameters.learningRate].map(String),
])

const row = Array.from(features.subarray(0, featureCount))
const body = JSON.stringify({
  inputs: [{ name: 'features', datatype: 'FP64', shape: [1, featureCount], data: row }],
})

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[numbers.length >> 1]
const round = (number: number, digits: number) => Number(number.toFixed(digits))

const atollServer = await atoll(folder, body)
const contenders: readonly Contender[] = [
  await bare(body),
  atollServer,
  await mlserver(python, folder, body),
  await mlflow(python, folder, [row]),
]
const rows: Record<string, string | number>[] = []
const rates = new Map<string, number>()
try {
  for (const { name, server, url, body } of contenders) {
    console.log(`starting ${name}`)
    await server.start()
    const warm = await measure({ url, body, connections: 10, seconds: 2 })
    if (warm.failed > 0) throw new Error(`${name} failed ${warm.failed} requests`)
  }
  for (const connections of connectionCounts) {
    console.log(`measuring with ${connections} connections`)
    const runs = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]))
    // In turns, so that what else the machine does meets all of them.
    for (let turn = 0; turn < rounds; turn++) {
      for (const { name, url, body } of contenders) {
        runs.get(name)!.push(await measure({ url, body, connections, seconds }))
      }
    }
    for (const [name, measured] of runs) {
      const perSecond = median(measured.map((run) => run.perSecond))
      rates.set(`${name} ${connections}`, perSecond)
      rows.push({
        connections,
        server: name,
        'requests/s': Math.round(perSecond),
        'p50 ms': round(median(measured.map(({ p50 }) => p50)), 2),
        'p99 ms': round(median(measured.map(({ p99 }) => p99)), 2),
        failed: measured.reduce((sum, { failed }) => sum + failed, 0),
      })
    }
  }
} finally {
  for (const { server } of contenders) await server.stop()
}

const limit = 64
const small = await atoll(folder, body, { ATOLL_MAX_IN_FLIGHT: String(limit) })
await small.server.start()
const overloaded = await overload({ url: small.url, body, connections: 256, seconds }).finally(() =>
  small.server.stop('SIGTERM'),
)

const rate = (name: string) => rates.get(`${name} 10`)!
const ratios = {
  'of the bare server': round(rate('Atoll') / rate('bare node:http'), 2),
  'times the best peer': round(rate('Atoll') / Math.max(rate('MLServer'), rate('MLflow')), 1),
}
writeReport('serving', rows, {
  data: data.origin,
  seconds,
  rounds,
  ratios,
  overload: { limit, ...overloaded },
})
console.log(
  `at 10 connections ${ratios['of the bare server']} of the bare server, ` +
    `${ratios['times the best peer']} times the best peer`,
)
console.log(
  `256 connections at a limit of ${limit} in flight: ${overloaded.ok} answered 200, ${overloaded.full} answered 503, ` +
    `${overloaded.others} others, ${overloaded.unhelpful} without Retry-After, ${overloaded.cut} cut`,
)
