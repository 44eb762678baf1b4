/**
 * Trains and rolls out a new version of bikes three times while 200 requests a second run at its replicas:
 * failed requests, and seconds from registered to served by every replica. Needs a platform that is up.
 * `node bench/rollout.ts [--data DIR]`
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { dataFrom, generatedData } from '../infra/cli/givenData.ts'
import { startLoad } from '../infra/cli/load/startLoad.ts'
import { openSession, workloadOutputs } from '../infra/cli/session.ts'
import { ensureData, train } from '../infra/cli/trainWorkload.ts'
import { scaleDemand } from '../services/bikes/testing/scaleDemand.ts'
import { workloadNamed } from '../services/workloads.ts'
import { writeReport } from './report.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
const quiet = { report: () => {} }
const session = await openSession('loc')
const workload = workloadNamed('bikes')
const outputs = workloadOutputs(session.outputs, 'bikes')
const original = values.data === undefined ? generatedData(workload) : await dataFrom(workload, values.data)

await ensureData(session, workload, original, quiet)
await train(session, 'bikes', quiet)

const load = startLoad(
  `${outputs.endpoint.url}${workload.serving.routes[0].path}`,
  workload.serving.routes[0].example,
  200,
)
const rows = []
// Demand that has doubled, or halved, since the last training: the registered model is wrong about it.
for (const [round, factor] of [2, 1, 2].entries()) {
  const bytes = scaleDemand(original.bytes, factor * (1 + Math.random() / 20))
  await ensureData(session, workload, { bytes, origin: `${original.origin}, demand times ${factor}` }, quiet)
  const before = load.counts()
  const result = await train(session, 'bikes', quiet)
  if (result.outcome !== 'registered')
    throw new Error(`round ${round + 1} registered nothing: ${result.reason}`)
  await sleep(2000)
  const after = load.counts()
  rows.push({
    round: round + 1,
    version: result.version!,
    'data to served s': Object.values(result.seconds)
      .reduce((sum, seconds) => sum + seconds, 0)
      .toFixed(1),
    'registered to served s': (result.seconds.register! + result.seconds.rollout!).toFixed(2),
    requests: after.sent - before.sent,
    failed: after.failed - before.failed,
  })
}
const { latencies, failures, ...counts } = await load.stop()
await ensureData(session, workload, original, quiet)
await train(session, 'bikes', quiet)
writeReport('rollout', rows, { ...counts, failures, p50: latencies.p50, p99: latencies.p99 })
console.log(
  `requests ${counts.sent}, failed ${counts.failed}, p50 ${latencies.p50} ms, p99 ${latencies.p99} ms, by version ${JSON.stringify(counts.byVersion)}`,
)
process.exit(counts.failed === 0 ? 0 : 1)
