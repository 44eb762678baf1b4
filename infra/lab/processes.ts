import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readIfThere } from './files.ts'

/**
 * A process of a lab. Which lab and component it is stands in the environment it was started with, so it is found
 * again without any file that could be lost, old, or name a process id that has been given to another.
 */
export interface LabProcess {
  readonly pid: number
  /** The lab's ATOLL_HOME. */
  readonly home: string
  readonly component: string
  /** A hash of everything it was started with. */
  readonly version: string
  readonly since: Date
  /** Clock ticks from boot to its start: with the id it names the process for good. */
  readonly ticks: number
}

export interface Command {
  readonly component: string
  readonly home: string
  readonly version: string
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly log: string
}

/** Starts a process that outlives this one; its output goes to the end of its log. */
export function startDetached(command: Command): number {
  const log = openSync(command.log, 'a', 0o600)
  try {
    const child = spawn(command.program, command.args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...command.env,
        ATOLL_LAB: command.home,
        ATOLL_COMPONENT: command.component,
        ATOLL_PROGRAM: realpathSync(command.program),
        ATOLL_VERSION: command.version,
      },
    })
    child.on('error', () => {})
    child.unref()
    if (child.pid === undefined) throw new Error(`${command.component} cannot be started: ${command.program}`)
    return child.pid
  } finally {
    closeSync(log)
  }
}

/** The components of all labs on this machine that are running. */
export function labProcesses(): LabProcess[] {
  const all = processIds().flatMap((pid) => describe(pid) ?? [])
  const byPid = new Map(all.map((one) => [one.pid, one]))
  return all.filter((one) => byPid.get(one.parent)?.component !== one.component)
}

/** Ids of every process that a lab's components have started, and of themselves, except in containers. */
export function familyOf(home: string): number[] {
  return processIds().filter((pid) => environmentOf(pid).get('ATOLL_LAB') === home)
}

/** Ids of the processes of a session, whatever process group each has made its own. */
export function sessionMembers(session: number): number[] {
  return processIds().filter((pid) => Number(statFields(pid)?.[3]) === session)
}

export function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
}

export function isAlive(pid: number): boolean {
  const state = statFields(pid)?.[0]
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** Whether this very process is still running, not another that was given its id. */
export function isSame(one: LabProcess): boolean {
  return isAlive(one.pid) && Number(statFields(one.pid)?.[19]) === one.ticks
}

/** Ends processes: politely, and after the given milliseconds by force. Returns when all are gone. */
export async function endProcesses(pids: readonly number[], graceMs: number): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of pids.filter(isAlive)) {
      try {
        process.kill(pid, name)
      } catch {}
    }
  }
  signal('SIGTERM')
  const deadline = Date.now() + graceMs
  let forced = false
  while (pids.some(isAlive)) {
    if (!forced && Date.now() >= deadline) {
      signal('SIGKILL')
      forced = true
    }
    await sleep(50)
  }
}

function describe(pid: number): (LabProcess & { parent: number }) | undefined {
  const environment = environmentOf(pid)
  const [home, component] = [environment.get('ATOLL_LAB'), environment.get('ATOLL_COMPONENT')]
  const fields = statFields(pid)
  if (!home || !component || !fields || fields[0] === 'Z') return undefined
  if (executable(pid) !== environment.get('ATOLL_PROGRAM')) return undefined
  const ticks = Number(fields[19])
  const uptime = Number(readIfThere('/proc/uptime')!.split(' ')[0])
  return {
    pid,
    home,
    component,
    version: environment.get('ATOLL_VERSION') ?? '',
    ticks,
    parent: Number(fields[1]),
    since: new Date(Date.now() - (uptime - ticks / 100) * 1000),
  }
}

function environmentOf(pid: number): Map<string, string> {
  const text = readIfThere(`/proc/${pid}/environ`)
  if (!text?.includes('ATOLL_LAB=')) return new Map()
  return new Map(text.split('\0').map((one) => [one.split('=')[0]!, one.slice(one.indexOf('=') + 1)]))
}

/** The program that a process runs; undefined of one that is ending, which has no memory left but may still be listed. */
export function executable(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
  } catch {
    return undefined
  }
}

/** The fields of /proc/PID/stat from the third, the state, on. */
function statFields(pid: number): string[] | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
}
