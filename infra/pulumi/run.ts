import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineEvent } from '@pulumi/pulumi/automation/events.js'
import { sessionMembers } from '../lab/processes.ts'
import { tellErrors } from './engineErrors.ts'
import { followLines, type RunRecord, recordEvents } from './events.ts'

export interface CommandOptions {
  readonly pulumi: string
  readonly directory: string
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
  /** Milliseconds between asking the engine to end and ending it. */
  readonly graceAfterCancel?: number | undefined
  /** Called once the CLI runs: the time for what its first seconds do not need. */
  readonly started?: (() => void) | undefined
}

export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs the CLI in a session of its own, so that Ctrl-C in a terminal reaches it once, through `signal`: the engine
 * then ends what it does and saves its state. If it takes too long, it is killed together with its plugins.
 */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const { pulumi, directory, env, signal, graceAfterCancel = 60_000, started = () => {} } = options
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(pulumi, [...args, '--non-interactive'], {
      cwd: directory,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output.stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output.stderr += chunk
    })
    let force: NodeJS.Timeout | undefined
    const cancel = () => {
      child.kill('SIGINT')
      force = setTimeout(() => killSession(child.pid), graceAfterCancel).unref()
    }
    signal?.addEventListener('abort', cancel, { once: true })
    child.on('error', reject)
    child.on('spawn', started)
    child.on('close', (code) => {
      clearTimeout(force)
      signal?.removeEventListener('abort', cancel)
      resolve({ code: code ?? 1, ...output })
    })
  })
}

/** The engine gives each plugin a process group of its own, but all stay in its session. */
function killSession(session: number | undefined): void {
  if (session === undefined) return
  for (const pid of sessionMembers(session)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {}
  }
}

/**
 * Runs an operation of the engine and tells its progress.
 * @throws Error with what the engine said went wrong
 */
export async function runOperation(
  args: readonly string[],
  options: CommandOptions & { readonly report: (line: string) => void },
): Promise<RunRecord> {
  const scratch = mkdtempSync(join(tmpdir(), 'atoll-pulumi-'))
  const log = join(scratch, 'events')
  const { record, onEvent } = recordEvents(options.report, args[0] === 'preview')
  const stop = followLines(log, (line) => onEvent(JSON.parse(line) as EngineEvent))
  try {
    const result = await runCommand([...args, '--event-log', log], options)
    stop()
    if (options.signal?.aborted)
      throw new Error(`pulumi ${args[0]} was cancelled; the next run goes on from here`)
    if (result.code !== 0) throw new Error(explain(args[0]!, record, result))
    return record
  } finally {
    stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

function explain(verb: string, { errors }: RunRecord, { stderr, stdout }: CommandResult): string {
  const text = tellErrors(errors) || stderr.trim() || lastLines(stdout)
  return `pulumi ${verb} failed:\n${text}`
}

/** A killed engine says nothing of it: the end of its output shows what it was at. */
function lastLines(output: string): string {
  return output.trim().split('\n').slice(-3).join('\n')
}
