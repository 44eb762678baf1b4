import { parseArgs } from 'node:util'
import { dataFrom, generatedData } from '../infra/cli/givenData.ts'
import { steps } from '../services/runtime/training/steps.ts'
import { tune } from '../services/runtime/training/tune.ts'
import { workloadNamed } from '../services/workloads.ts'
import { type Row, writeReport } from './report.ts'

/** Searches and trainings with one thread and with two, in turns: the least seconds, and the processor's. */
const { values } = parseArgs({
  options: { data: { type: 'string' }, trials: { type: 'string' }, repeats: { type: 'string' } },
})
const trials = Number(values.trials ?? 20)
const repeats = Number(values.repeats ?? 3)

async function examplesOf(name: string): Promise<readonly unknown[]> {
  const workload = workloadNamed(name)
  const { bytes } =
    values.data === undefined ? generatedData(workload) : await dataFrom(workload, values.data)
  return (await workload.clean(bytes)).examples
}

const eeg = workloadNamed('eeg')
const recordings = await examplesOf('eeg')
const cars = workloadNamed('cars')
const listings = (await cars.clean(cars.data.generate(1))).examples
const defaults = cars.training.parameters.parse({})

const jobs = {
  [`tune eeg, ${trials} trials`]: (threads: number) =>
    tune(
      eeg,
      recordings,
      steps(() => {}),
      { trials, seed: 1, fixed: {}, threads },
    ),
  [`train cars, 18 fits on ${listings.length} listings`]: (threads: number) =>
    cars.training.train(listings, defaults, { threads, part() {} }),
}

const rows: Row[] = []
for (const [what, run] of Object.entries(jobs)) {
  const least = new Map([1, 2].map((threads) => [threads, { seconds: Infinity, cpu: Infinity }]))
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [threads, best] of least) {
      const before = process.cpuUsage()
      const start = performance.now()
      await run(threads)
      const { user, system } = process.cpuUsage(before)
      best.seconds = Math.min(best.seconds, (performance.now() - start) / 1000)
      best.cpu = Math.min(best.cpu, (user + system) / 1e6)
    }
  }
  const [one, two] = [least.get(1)!, least.get(2)!]
  const shown = (value: number) => value.toFixed(2)
  rows.push({
    what,
    'one thread, s': shown(one.seconds),
    'two threads, s': shown(two.seconds),
    ratio: shown(two.seconds / one.seconds),
    'one thread, CPU s': shown(one.cpu),
    'two threads, CPU s': shown(two.cpu),
  })
}
writeReport('threads', rows)
