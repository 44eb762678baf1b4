import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import { workloadNamed } from '../../services/workloads.ts'
import { exitCode, Failure } from './failure.ts'
import { withForward } from './forward.ts'
import { jsonFrom } from './json.ts'
import { locustLoad } from './load/locustLoad.ts'
import { type LoadResult, type Pace, startLoad } from './load/startLoad.ts'
import { checkRequest, exampleOf } from './predict.ts'
import { openSession, workloadOutputs } from './session.ts'
import { table } from './table.ts'
import { wholeNumber } from './wholeNumber.ts'
import { workloadArgument } from './workloadArgument.ts'

interface LoadCommandOptions {
  readonly rate?: number
  readonly connections?: number
  readonly seconds: number
  readonly request?: string
  readonly with: 'atoll' | 'locust'
  readonly json: boolean
}

export function addLoadCommand(program: Command, stack: () => string): void {
  program
    .command('load')
    .description('send predictions to a served workload of this machine, and say how they were answered')
    .addArgument(workloadArgument())
    .addOption(
      new Option(
        '--rate <number>',
        'requests a second, sent whether or not earlier ones are answered (default: 100)',
      )
        .argParser(wholeNumber(1, 20_000))
        .conflicts('connections'),
    )
    .option(
      '--connections <number>',
      'ask again as soon as answered, on so many connections',
      wholeNumber(1, 256),
    )
    .option('--seconds <number>', 'for how long', wholeNumber(1, 600), 10)
    .option('--request <json>', "what is sent to the workload's main route, instead of its example")
    .addOption(new Option('--with <client>', 'who sends it').choices(['atoll', 'locust']).default('atoll'))
    .option('--json', 'the result as JSON', false)
    .action(async (name: string, options: LoadCommandOptions) => {
      const workload = workloadNamed(name)
      const [route] = workload.serving.routes
      const given = options.request && jsonFrom('--request', options.request)
      if (given !== undefined) checkRequest(workload, given)
      const { cluster, outputs } = await openSession(stack())
      const parts = workloadOutputs(outputs, name)
      const { endpoint } = parts
      const body = given ?? (await exampleOf(cluster, workload, parts, route))
      const pace: Pace =
        options.connections === undefined ? (options.rate ?? 100) : { connections: options.connections }
      const run = async (origin: string) => {
        const url = `${origin}${route.path}`
        if (options.with === 'locust') return locustLoad(url, body, pace, options.seconds)
        const load = startLoad(url, body, pace)
        await sleep(options.seconds * 1000)
        return load.stop()
      }
      const result =
        endpoint.url === undefined
          ? await withForward(cluster, endpoint, ({ host, port }) => run(`http://${host}:${port}`))
          : await run(endpoint.url)
      console.log(options.json ? JSON.stringify(result, null, 2) : loadText(result))
      if (result.failed > 0)
        throw new Failure(`${result.failed} of ${result.sent} requests failed`, exitCode.failure)
    })
}

export function loadText(result: LoadResult): string {
  const { sent, failed, seconds, latencies, failures, byReplica, byVersion } = result
  const answered = Object.values(byReplica).reduce((sum, count) => sum + count, 0)
  const shares = (counts: Readonly<Record<string, number>>, what: string) =>
    Object.entries(counts)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => [what, key, String(count), `${((100 * count) / answered).toFixed(1)} %`])
  const ms = (time: number) => `${time.toFixed(2)} ms`
  return table([
    ['rate', `${(sent / seconds).toFixed(1)} requests a second for ${seconds.toFixed(1)} s`],
    ['p50', ms(latencies.p50)],
    ['p90', ms(latencies.p90)],
    ['p99', ms(latencies.p99)],
    ['longest', ms(latencies.max)],
    ['failed', `${failed} of ${sent}`],
    ...Object.entries(failures).map(([reason, count]) => ['  ', `${reason}: ${count}`]),
    ...shares(byReplica, 'replica'),
    ...shares(byVersion, 'version'),
  ])
}
