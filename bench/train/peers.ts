import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Hourly } from './hourly.ts'
import type { Fold, Learner, Timed } from './learner.ts'

/** A Python process with the data in memory, in which peers are fitted. */
export interface Peers {
  learner(name: string, table: Learner['table'], options: Readonly<Record<string, unknown>>): Learner['run']
  close(): void
}

export async function startPeers(python: string, data: Hourly, threads: number): Promise<Peers> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-train-'))
  writeFileSync(join(directory, 'features.f64'), data.features.data)
  writeFileSync(join(directory, 'linear.f64'), data.linear.data)
  writeFileSync(join(directory, 'target.f64'), data.target)
  const limits = { OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}` }
  const child = spawn(python, [join(import.meta.dirname, 'peers.py'), directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...limits },
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  async function nextLine(): Promise<string> {
    const { value, done } = await answers.next()
    if (done) throw new Error(`the peers ended with ${child.exitCode ?? child.signalCode}`)
    return value
  }

  try {
    await nextLine()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }

  async function ask(request: object): Promise<Timed> {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const timed = JSON.parse(await nextLine())
    return { ...timed, predictions: Float64Array.from(timed.predictions) }
  }

  return {
    learner: (name, table, options) => (fold: Fold) =>
      ask({
        learner: name,
        table,
        options,
        train: [fold.train.start, fold.train.end],
        test: [fold.test.start, fold.test.end],
      }),
    close: () => child.stdin.end(),
  }
}
