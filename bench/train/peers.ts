import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPeer } from '../peerProcess.ts'
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
  const { ask, close } = await startPeer<Timed>(python, join(import.meta.dirname, 'peers.py'), {
    threads,
    prepare(directory) {
      for (const { name, features, target } of tables) {
        writeFileSync(join(directory, `${name}.features`), features.data)
        writeFileSync(join(directory, `${name}.target`), target)
      }
    },
  })
  return {
    threads,
    learner:
      (learner, { name }, options, fit = {}) =>
      async ({ train, test }: Fold) => {
        const timed = await ask({
          ...{ learner, table: name, options, fit, explained: explainedRows },
          ...{ train: Array.from(train), test: Array.from(test) },
        })
        return { ...timed, predictions: Float64Array.from(timed.predictions) }
      },
    close,
  }
}
