import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { removeDeadLocks } from './locks.ts'

it('removes the locks of dead processes of this machine, and of numbers that went to other programs', () => {
  const backend = mkdtempSync(join(tmpdir(), 'locks-'))
  const directory = join(backend, '.pulumi/locks/organization/atoll/loc')
  mkdirSync(directory, { recursive: true })
  const lock = (name: string, content: unknown) =>
    writeFileSync(join(directory, name), JSON.stringify(content))
  lock('dead', { pid: 2 ** 22 + 1, hostname: hostname() })
  lock('another-program', { pid: process.pid, hostname: hostname() })
  lock('another-machine', { pid: 2 ** 22 + 1, hostname: 'elsewhere' })
  writeFileSync(join(directory, 'cut-while-written'), '{"pid":')
  removeDeadLocks(backend, 'atoll', 'loc')
  expect(readdirSync(directory)).toEqual(['another-machine'])
})

it('has nothing to do where there are no locks', () => {
  expect(() => removeDeadLocks('/nowhere', 'atoll', 'loc')).not.toThrow()
})
