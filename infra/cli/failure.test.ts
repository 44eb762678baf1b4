import { mkdirSync } from 'node:fs'
import { ApiException } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { missing, unwritable } from './failure.ts'

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

test('what the cluster does not have is named in one line, with the command that makes it again', () => {
  const body = JSON.stringify({ kind: 'Status', message: 'secrets "object-store" not found', code: 404 })
  const absent = new ApiException(404, 'Not Found', body, {})
  expect(missing(absent, 'npm run up')).toBe(
    'The cluster lacks what this needs: secrets "object-store" not found; `npm run up` makes it again',
  )
  expect(missing(new ApiException(404, 'Not Found', '404 page not found', {}), 'npm run up')).toContain(
    '404 page not found',
  )
  expect(missing(new ApiException(403, 'Forbidden', body, {}), 'npm run up')).toBeUndefined()
  expect(missing(new Error('no'), 'npm run up')).toBeUndefined()
})
