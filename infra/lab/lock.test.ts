import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holderOf, tryLock, withLock } from './lock.ts'

const name = `test-${process.pid}`

test('work under one name never overlaps', async () => {
  let inside = 0
  let most = 0
  let waits = 0
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside)
    await new Promise((done) => setTimeout(done, 5))
    inside--
  }
  await Promise.all(Array.from({ length: 4 }, () => withLock(name, () => waits++, work)))
  expect(most).toBe(1)
  expect(waits).toBe(3)
})

test('work that fails gives the lock back', async () => {
  await expect(
    withLock(
      name,
      () => {},
      () => Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no')
  const held = await tryLock(name)
  expect(held).toBeDefined()
  await held?.release()
})

test('who holds a lock tells it', async () => {
  expect(await holderOf(name)).toBeUndefined()
  const held = await tryLock(name, 'this test')
  expect(await holderOf(name)).toBe('this test')
  await held?.release()
  expect(await holderOf(name)).toBeUndefined()
})

test('the lock of a process that was killed is free again', async () => {
  const code = `const { tryLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))})
    await tryLock(${JSON.stringify(name)})
    console.log('held')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await tryLock(name)).toBeUndefined()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const held = await tryLock(name)
  expect(held).toBeDefined()
  await held?.release()
})
