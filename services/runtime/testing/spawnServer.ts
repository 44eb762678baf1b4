import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { testVariables } from './startServer.ts'
import { until } from './until.ts'

/** Starts the linear workload in a process of its own, ready. */
export async function spawnServer(variables: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('linearServer.ts', import.meta.url))], {
    env: { ...process.env, ...testVariables, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal)
  const [first] = await Promise.race([once(child.stdout, 'data'), exited.then((code) => [`exit ${code}`])])
  const port = Number.parseInt(String(first), 10)
  if (!(port > 0)) throw new Error(`the server did not start: ${first}`)
  const url = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${url}/v2/health/ready`)).ok)
  return {
    url,
    port,
    exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    running: () => child.exitCode === null && child.signalCode === null,
    /** Mebibytes in memory. */
    async resident() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
    },
  }
}
