import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stateFile } from './pending.ts'
import { keepSettled, programKey, settledResources } from './settled.ts'
import type { StackRun } from './stackRun.ts'

const unanswered = JSON.stringify({
  'current-context': 'a',
  contexts: [{ name: 'a', context: { cluster: 'a' } }],
  clusters: [{ name: 'a', cluster: { server: 'http://127.0.0.1:1' } }],
})
let home: string
let run: StackRun

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'atoll-settled-'))
  const at = (name: string) => join(home, name)
  for (const name of ['project/infra', 'workspace', 'elsewhere']) mkdirSync(at(name), { recursive: true })
  symlinkSync(at('elsewhere'), at('project/node_modules'))
  writeFileSync(at('project/Pulumi.yaml'), 'name: tested')
  writeFileSync(at('project/infra/index.ts'), 'export {}')
  run = {
    stack: 'one',
    directory: at('workspace'),
    workspace: { project: 'tested', root: at('project'), config: {} },
    environment: { backend: at('state') },
    env: { KUBECONFIG: unanswered },
  } as unknown as StackRun
  keepState([{ type: 'pulumi:pulumi:Stack' }, { type: 'pulumi:providers:random', custom: true }])
})
afterEach(() => rmSync(home, { recursive: true }))

function keepState(resources: readonly object[], pending: readonly object[] = []): void {
  const file = stateFile(join(home, 'state'), 'tested', 'one')
  mkdirSync(dirname(file), { recursive: true })
  const latest = { resources, pending_operations: pending }
  writeFileSync(file, JSON.stringify({ checkpoint: { latest } }))
}

/** As of a process that was started after all was written. */
const key = () => programKey(run, Date.now() + 60_000)

test('nothing is settled before the first good end', async () => {
  expect(await settledResources(run, key())).toBeUndefined()
  keepSettled(run, undefined)
  expect(await settledResources(run, key())).toBeUndefined()
})

test('after it all resources but providers and what is only read are the same', async () => {
  keepSettled(run, key())
  expect(await settledResources(run, key())).toBe(1)
})

test.each([
  ['the program', () => writeFileSync(join(home, 'project/infra/index.ts'), 'export { }')],
  ['a file beside it', () => writeFileSync(join(home, 'project/infra/lock.json'), '{}')],
  ['the project', () => writeFileSync(join(home, 'project/Pulumi.yaml'), 'name: tester')],
  ['the configuration', () => Object.assign(run.workspace.config, { a: 1 })],
  ['the state', () => keepState([{ type: 'pulumi:pulumi:Stack', outputs: {} }])],
])('%s that was written since is for the engine', async (_, change) => {
  keepSettled(run, key())
  change()
  expect(await settledResources(run, key())).toBeUndefined()
})

test('a state with an open operation is for the engine', async () => {
  keepState([], [{ type: 'updating' }])
  keepSettled(run, key())
  expect(await settledResources(run, key())).toBeUndefined()
})

test('a cluster that does not answer is for the engine', async () => {
  const urn = 'urn:pulumi:one::tested::kubernetes:core/v1:ConfigMap::a'
  keepState([{ urn, type: 'kubernetes:core/v1:ConfigMap', custom: true, id: 'a/a' }])
  keepSettled(run, key())
  expect(await settledResources(run, key())).toBeUndefined()
})

test('packages beside the program are told of by their lock', () => {
  const before = key()
  writeFileSync(join(home, 'elsewhere/index.ts'), '')
  expect(key()).toBe(before)
  writeFileSync(join(home, 'project/package-lock.json'), '{}')
  expect(key()).not.toBe(before)
})

test('what was written while this process runs has no key, as it may have been loaded before; but for locks', async () => {
  await sleep(20)
  const started = Date.now()
  await sleep(20)
  const lock = join(home, 'project/stacks/images.one.json')
  mkdirSync(dirname(lock))
  writeFileSync(lock, '{}')
  expect(programKey(run, started)).toBeDefined()
  writeFileSync(join(home, 'project/infra/index.ts'), 'export { }')
  expect(programKey(run, started)).toBeUndefined()
})
