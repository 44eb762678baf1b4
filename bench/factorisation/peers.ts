import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Matrix } from '../../services/learn/matrix.ts'

/** Of one fit or search; the result is an error or a mean distance, to compare. */
export interface Timed {
  readonly seconds: number
  /** Of all threads of the process. */
  readonly cpu: number
  readonly result: number
}

export type Task =
  | { readonly algorithm: 'svd' | 'svd++' }
  | { readonly rows: 'dense' | 'sparse'; readonly metric: 'euclidean' | 'cosine' }

/** User's row, movie's row and stars of each rating. */
export type Ratings = readonly (readonly [number, number, number])[]

export interface PeersData {
  readonly train: Ratings
  readonly test: Ratings
  readonly users: number
  readonly movies: number
  readonly dense: Matrix
}

/** A Python process with the data in memory. */
export async function startPeers(
  python: string,
  { train, test, users, movies, dense }: PeersData,
  threads: number,
): Promise<{ readonly threads: number; run(task: Task): Promise<Timed>; close(): void }> {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-factorisation-'))
  writeFileSync(join(directory, 'train.f64'), Float64Array.from(train.flat()))
  writeFileSync(join(directory, 'test.f64'), Float64Array.from(test.flat()))
  writeFileSync(join(directory, 'dense.f64'), dense.data)
  const shapes = { ratings: [users, movies], dense: [dense.rows, dense.columns] }
  writeFileSync(join(directory, 'shapes.json'), JSON.stringify(shapes))
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
  return {
    threads,
    async run(task) {
      child.stdin.write(`${JSON.stringify(task)}\n`)
      return JSON.parse(await nextLine())
    },
    close: () => child.stdin.end(),
  }
}
