import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DataError } from '../runtime/errors.ts'

/**
 * Has a directory written beside where it belongs, and puts it there once it is whole, so that no half-written school is
 * taken for a whole one even if the process is killed. What a process that is no more has left is cleared away,
 * also if it had the id of this one, as the first process of every container has.
 *
 * @param directory - new or empty
 * @throws DataError if it is not empty, or another process is writing it
 */
export async function intoNew<T>(directory: string, write: (scratch: string) => T | Promise<T>): Promise<T> {
  const target = resolve(directory)
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new DataError(`${directory} is not empty; name a new directory, so that nothing is overwritten`)
  clearUnfinished(target)
  const scratch = `${target}.unfinished-${process.pid}`
  mkdirSync(scratch, { recursive: true })
  try {
    const result = await write(scratch)
    renameSync(scratch, target)
    return result
  } catch (error) {
    rmSync(scratch, { recursive: true })
    throw error
  }
}

function clearUnfinished(target: string): void {
  const parent = dirname(target)
  if (!existsSync(parent)) return
  const beginning = `${basename(target)}.unfinished-`
  for (const name of readdirSync(parent).filter((one) => one.startsWith(beginning))) {
    const writer = Number(name.slice(beginning.length))
    if (writer !== process.pid && isRunning(writer))
      throw new DataError(`${target} is being written by process ${writer}`)
    rmSync(join(parent, name), { recursive: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
