import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endProcesses, familyOf, isAlive, isSame, labProcesses, startDetached } from './processes.ts'

const home = mkdtempSync(join(tmpdir(), 'atoll-processes-'))

function start(component: string, code: string): number {
  const log = join(home, `${component}.log`)
  return startDetached({
    component,
    home,
    version: 'v1',
    program: process.execPath,
    args: ['-e', code],
    env: {},
    log,
  })
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((next) => setTimeout(next, 10))
}

const found = (): ReturnType<typeof labProcesses> => labProcesses().filter((one) => one.home === home)

test('a started process is found by what it is, is the same until it ends, and writes to its log', async () => {
  const pid = start('sleeper', 'console.log("ready"); setInterval(() => {}, 1000)')
  await until(() => readFileSync(join(home, 'sleeper.log'), 'utf8').includes('ready'))
  const [process] = found()
  expect(process).toMatchObject({ pid, home, component: 'sleeper', version: 'v1' })
  expect(isSame(process!)).toBe(true)
  expect(isSame({ ...process!, ticks: process!.ticks - 1 })).toBe(false)
  await endProcesses([pid], 5000)
  expect(isAlive(pid)).toBe(false)
  expect(found()).toEqual([])
})

test('what a component starts is of its family but is no component', async () => {
  const pid = start(
    'parent',
    'require("child_process").spawn("sleep", ["1000"], {detached: true}); console.log("ready"); setInterval(() => {}, 1000)',
  )
  await until(
    () => readFileSync(join(home, 'parent.log'), 'utf8').includes('ready') && familyOf(home).length === 2,
  )
  expect(found().map((one) => one.pid)).toEqual([pid])
  await endProcesses(familyOf(home), 5000)
  expect(familyOf(home)).toEqual([])
})

test('a process that ignores the polite signal is ended by force', async () => {
  const pid = start(
    'stubborn',
    'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)',
  )
  await until(() => readFileSync(join(home, 'stubborn.log'), 'utf8').includes('ready'))
  await endProcesses([pid], 100)
  expect(isAlive(pid)).toBe(false)
})
