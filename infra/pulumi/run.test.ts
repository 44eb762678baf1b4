import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { isAlive } from '../lab/processes.ts'
import { runCommand } from './run.ts'

test('an engine that does not end when cancelled is killed, and its plugins in groups of their own too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'atoll-run-'))
  const engine = join(directory, 'engine')
  writeFileSync(
    engine,
    "#!/bin/bash\ntrap '' INT\nset -m\nsleep 300 &\necho $! >plugin.part\nmv plugin.part plugin\nwait\n",
    { mode: 0o700 },
  )
  const abort = new AbortController()
  const run = runCommand([], {
    pulumi: engine,
    directory,
    env: process.env,
    signal: abort.signal,
    graceAfterCancel: 50,
  })
  const file = join(directory, 'plugin')
  await vi.waitUntil(() => existsSync(file), 10_000)
  const plugin = Number(readFileSync(file, 'utf8'))
  expect(isAlive(plugin)).toBe(true)
  abort.abort()
  expect((await run).code).not.toBe(0)
  await vi.waitUntil(() => !isAlive(plugin), 5000)
  rmSync(directory, { recursive: true })
})
