import { mkdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { unwritable } from './failure.ts'

test('a directory that cannot be made is named, with what to do', () => {
  const made = () => mkdirSync('/dev/null/atoll', { recursive: true })
  let failure: unknown
  try {
    made()
  } catch (error) {
    failure = error
  }
  expect(unwritable(failure as Error)).toMatch(/^\/dev\/null\S* cannot be written: .*ATOLL_HOME/)
})

test('a full disk is named even where the system names no file', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(unwritable(full)).toMatch(/^A file cannot be written: no space is left on its disk\./)
})

test('any other error is none of this', () => {
  expect(unwritable(new Error('no'))).toBeUndefined()
  expect(
    unwritable(Object.assign(new Error('x'), { code: 'ENOENT', path: '/none', syscall: 'open' })),
  ).toBeUndefined()
})
