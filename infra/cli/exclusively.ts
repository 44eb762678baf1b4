import { createHash } from 'node:crypto'
import { holderOf, tryLock } from '../lab/lock.ts'
import { paths } from '../lab/paths.ts'
import { Failure } from './failure.ts'

/**
 * Runs a command that changes a stack while no other does.
 * @throws Failure naming the other
 */
export async function exclusively<Result>(
  command: string,
  stack: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const name = `stack/${createHash('sha256').update(`${paths().home}\n${stack}`).digest('hex').slice(0, 32)}`
  const since = new Date().toTimeString().slice(0, 5)
  const held = await tryLock(name, `\`${command}\` (process ${process.pid}, since ${since})`)
  if (held === undefined)
    throw new Failure(
      `stack ${stack} is being changed by ${(await holderOf(name)) ?? 'another process'}; wait until it has ended`,
    )
  try {
    return await work()
  } finally {
    await held.release()
  }
}
