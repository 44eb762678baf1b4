import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
  /** Answers 200 when the server is ready. */
  readonly readyUrl?: string
  /** Whether the server is ready, where it speaks no HTTP. */
  readonly ready?: () => Promise<boolean>
  readonly readySeconds?: number
}

/** A real server in a process of its own, which a test can stop and start again. */
export interface ServerProcess extends AsyncDisposable {
  start(): Promise<void>
  /** @param signal - SIGKILL by default: no time to say goodbye */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  )

export function serverProcess(spec: ServerSpec): ServerProcess {
  const { name, readyUrl = '', readySeconds = 120, ready = () => answers(readyUrl) } = spec
  let child: ChildProcess | undefined
  let output = ''

  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    const running = child
    child = undefined
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return
    const exited = once(running, 'exit')
    process.kill(-running.pid, signal)
    await exited
  }

  return {
    async start() {
      const started = spawn(spec.command, spec.args, {
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...spec.environment },
        ...(spec.directory !== undefined && { cwd: spec.directory }),
      })
      child = started
      const keep = (chunk: Buffer) => {
        output = (output + chunk).slice(-4000)
      }
      started.stdout.on('data', keep)
      started.stderr.on('data', keep)
      const deadline = performance.now() + readySeconds * 1000
      while (!(await ready())) {
        if (started.exitCode !== null)
          throw new Error(`${name} ended with code ${started.exitCode}:\n${output}`)
        if (performance.now() > deadline) {
          await stop()
          throw new Error(`${name} is not ready after ${readySeconds} s:\n${output}`)
        }
        await sleep(100)
      }
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  }
}
