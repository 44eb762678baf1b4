import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { stateFile } from './pending.ts'
import { isEmpty, knownStacks, storedOutputs } from './stored.ts'

const directory = () => mkdtempSync(join(tmpdir(), 'stored-'))

function backendWith(outputs: object, others: readonly object[] = []): string {
  const backend = directory()
  const file = stateFile(backend, 'atoll', 'loc')
  mkdirSync(dirname(file), { recursive: true })
  const resources = [{ type: 'pulumi:pulumi:Stack', outputs }, ...others]
  writeFileSync(file, JSON.stringify({ checkpoint: { latest: { resources } } }))
  return backend
}

it('reads what a stack exports, nothing of one that has not been run', () => {
  const backend = backendWith({ environment: 'loc' })
  expect(storedOutputs(backend, 'atoll', 'loc')).toEqual({ environment: 'loc' })
  expect(storedOutputs(backend, 'atoll', 'dev')).toEqual({})
})

it('knows whether anything of a stack has been made', () => {
  expect(isEmpty(directory(), 'atoll', 'loc')).toBe(true)
  expect(isEmpty(backendWith({}, [{ type: 'pulumi:providers:kubernetes' }]), 'atoll', 'loc')).toBe(true)
  expect(isEmpty(backendWith({}, [{ type: 'kubernetes:core/v1:Namespace' }]), 'atoll', 'loc')).toBe(false)
})

it('leaves secrets to the engine', () => {
  const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'x' }
  expect(storedOutputs(backendWith({ a: { password: secret } }), 'atoll', 'loc')).toBeUndefined()
})

it('knows the stacks that have a workspace', () => {
  const home = directory()
  expect(knownStacks(home)).toEqual([])
  for (const stack of ['atoll/dev', 'atoll/loc', 'tested/one'])
    mkdirSync(join(home, 'workspaces', stack), { recursive: true })
  expect(knownStacks(home).toSorted()).toEqual(['atoll/dev', 'atoll/loc', 'tested/one'])
})
