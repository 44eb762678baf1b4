import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { explainedRows, type Fold, type Learner, type Timed } from './learner.ts'
import type { Table } from './tables.ts'

type Options = Readonly<Record<string, unknown>>

/** A Python process with the tables in memory, in which peers are fitted. */
export interface Peers {
  readonly threads: number
  /** @param fit further arguments of the peer's `fit` */
  learner(name: string, table: Table, options: Options, fit?: Options): Learner['run']
  close(): void
}

export async function startPeers(python: string, tables: readonly Table[], threads: number): Promise<Peers> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-train-'))
  for (const { name, features, target } of tables) {
    writeFileSync(join(directory, `${name}.features`), features.data)
    writeFileSync(join(directory, `${name}.target`), target)
  }
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
    threads,
    learner:
      (learner, { name }, options, fit = {}) =>
      ({ train, test }: Fold) =>
        ask({
          ...{ learner, table: name, options, fit, explained: explainedRows },
          ...{ train: Array.from(train), test: Array.from(test) },
        }),
    close: () => child.stdin.end(),
  }
}
