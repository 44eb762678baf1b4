import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

interface Lock {
  readonly pid: number
  readonly hostname: string
}

/**
 * Removes the locks that killed processes of this machine left on a stack. Those of living ones and of other machines
 * stay: the engine reports them.
 */
export function removeDeadLocks(backend: string, project: string, stack: string): void {
  const directory = join(backend, '.pulumi', 'locks', 'organization', project, stack)
  if (!existsSync(directory)) return
  for (const file of readdirSync(directory)) {
    const path = join(directory, file)
    const lock = readLock(path)
    if (lock !== undefined && lock.hostname === hostname() && !isPulumi(lock.pid))
      rmSync(path, { force: true })
  }
}

/** A lock that cannot be read was cut while it was written: its process is asked for by no one. */
function readLock(path: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Lock
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : { pid: 0, hostname: hostname() }
  }
}

/** A number can have gone to another program since, and a killed process stays in the table until its parent looks. */
function isPulumi(pid: number): boolean {
  try {
    const [, command, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!
    return command!.startsWith('pulumi') && state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}
