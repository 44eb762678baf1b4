import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Matrix } from '../../services/learn/matrix.ts'
import { startPeer } from '../peerProcess.ts'

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
  const { ask, close } = await startPeer<Timed>(python, join(import.meta.dirname, 'peers.py'), {
    threads,
    prepare(directory) {
      writeFileSync(join(directory, 'train.f64'), Float64Array.from(train.flat()))
      writeFileSync(join(directory, 'test.f64'), Float64Array.from(test.flat()))
      writeFileSync(join(directory, 'dense.f64'), dense.data)
      const shapes = { ratings: [users, movies], dense: [dense.rows, dense.columns] }
      writeFileSync(join(directory, 'shapes.json'), JSON.stringify(shapes))
    },
  })
  return { threads, run: ask, close }
}
