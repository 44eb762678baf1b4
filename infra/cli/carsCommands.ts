import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import type { Listing } from '../../services/cars/clean.ts'
import type { Visit } from '../../services/cars/simulate.ts'
import { DataError, explain } from '../../services/runtime/errors.ts'
import { workloadNamed } from '../../services/workloads.ts'
import { exitCode, Failure } from './failure.ts'
import { fromData } from './fromData.ts'
import { dataFrom, generatedData } from './givenData.ts'
import { wholeNumber } from './wholeNumber.ts'

interface SimulateOptions {
  readonly data?: string
  readonly out: string
  readonly batches: number
  readonly requests: number
  readonly to?: URL
  readonly rate: number
  readonly seed: number
}

/** `cars export` and `cars simulate`. */
export function addCarsCommands(program: Command, signal: AbortSignal): void {
  const group = program.command('cars').description('listings of used cars: as Parquet, and played back')
  group
    .command('export')
    .description('write the cleaned listings, training and test, as Parquet')
    .option('--data <path>', 'file of listings; a made-up one without it')
    .requiredOption('--out <file>', 'Parquet file')
    .action(async ({ data, out }: { data?: string; out: string }) => {
      const { exportParquet } = await import('../../services/cars/exportParquet.ts')
      const workload = workloadNamed('cars')
      const { bytes, origin } = await listings(data)
      const { examples } = await fromData(origin, () => workload.clean(bytes), faults)
      await fromData(origin, () => exportParquet(examples as Listing[], resolve(out)), faults)
      console.log(`${examples.length} listings of ${origin} in ${resolve(out)}`)
    })
  group
    .command('simulate')
    .description('play back listings as they arrive: files of some rows each, and requests for prices')
    .option('--data <path>', 'file of listings; a made-up one without it')
    .requiredOption('--out <directory>', 'where batch-001.csv and so on, and traffic.jsonl go')
    .option('--batches <number>', 'files', wholeNumber(1, 10_000), 5)
    .option('--requests <number>', 'requests', wholeNumber(1, 100_000), 100)
    .option('--to <url>', 'send the requests there, such as http://127.0.0.1:30082/predict', loopback)
    .option('--rate <number>', 'requests a second', wholeNumber(1, 1000), 20)
    .option('--seed <number>', 'of the choice of listings', wholeNumber(0, 2 ** 32 - 1), 1)
    .action((options: SimulateOptions) => simulate(options, signal))
}

async function simulate(options: SimulateOptions, signal: AbortSignal): Promise<void> {
  const { batchesOf, trafficOf } = await import('../../services/cars/simulate.ts')
  const { bytes, origin } = await listings(options.data)
  const directory = resolve(options.out)
  const batches = await fromData(origin, () => batchesOf(bytes, options.batches), faults)
  const visits = await fromData(origin, () => trafficOf(bytes, options.requests, options.seed), faults)
  mkdirSync(directory, { recursive: true })
  const width = Math.max(3, String(batches.length).length)
  batches.forEach((batch, k) => {
    writeFileSync(join(directory, `batch-${String(k + 1).padStart(width, '0')}.csv`), batch)
  })
  writeFileSync(
    join(directory, 'traffic.jsonl'),
    visits.map((visit) => `${JSON.stringify(visit)}\n`).join(''),
  )
  const sent = options.to === undefined ? undefined : await send(visits, options.to, options.rate, signal)
  console.log(
    JSON.stringify({ origin, directory, batches: batches.length, requests: visits.length, ...sent }, null, 2),
  )
  if (sent?.answered === 0)
    throw new Failure(
      `none of ${visits.length} requests to ${options.to} was answered with a price: ${Object.keys(sent.failures).join('; ')}`,
      exitCode.notReady,
    )
}

const priced = z.object({ price: z.number() })

/** Sends at that rate whether or not answers come; counts why what failed, an answer without a price being a failure, and how far the prices lie from those asked. */
export async function send(visits: readonly Visit[], to: URL, rate: number, signal: AbortSignal) {
  const started = performance.now()
  const milliseconds: number[] = []
  const errors: number[] = []
  const failures: Record<string, number> = {}
  const failed = (reason: string) => {
    failures[reason] = (failures[reason] ?? 0) + 1
  }
  const visit = async ({ request, price }: Visit, index: number) => {
    await sleep(Math.max(0, started + (index * 1000) / rate - performance.now()), undefined, { signal })
    const sentAt = performance.now()
    const answer = await fetch(to, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    }).catch((error: unknown) => explain(error))
    if (typeof answer === 'string') return failed(answer)
    if (!answer.ok) return failed(`status ${answer.status}`)
    const body = priced.safeParse(await answer.json().catch(() => undefined))
    if (!body.success) return failed('no price in the answer')
    milliseconds.push(performance.now() - sentAt)
    errors.push(Math.abs(body.data.price / price - 1))
  }
  await Promise.all(visits.map(visit))
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  const counts = { answered: errors.length, failed: visits.length - errors.length, failures }
  if (errors.length === 0) return counts
  const meanError = errors.reduce((sum, error) => sum + error, 0) / errors.length
  return { ...counts, meanError, p50: quantile(0.5), p99: quantile(0.99) }
}

/** Counts that the listings are too few for are told by their range. */
const faults = [DataError, RangeError]

async function listings(path: string | undefined) {
  const workload = workloadNamed('cars')
  return path === undefined ? generatedData(workload) : dataFrom(workload, path)
}

function loopback(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return url
  throw new InvalidArgumentError('It must be a URL of this machine, such as http://127.0.0.1:30082/predict.')
}
