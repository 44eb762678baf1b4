import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeHash, readCode } from './code.ts'
import { codeVersion } from './codeVersion.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'version-'))
  mkdirSync(join(root, 'services'))
  write('services/serve.ts', 'one')
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text)
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
  return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim()
}

function commit(): string {
  git('add', '.')
  git('commit', '-q', '-m', 'Change something')
  return git('log', '-1', '--format=%h', '--abbrev=10')
}

test('is the hash of the code and the commit that last changed it', async () => {
  git('init', '-q')
  const first = commit()
  expect(await codeVersion(root)).toBe(`${codeHash(readCode(root)).slice(0, 12)}-${first}`)
  write('README.md', 'text')
  write('services/serve.test.ts', 'test')
  commit()
  expect(await codeVersion(root)).toBe(`${codeHash(readCode(root)).slice(0, 12)}-${first}`)
})

test('says so while the code is not committed', async () => {
  git('init', '-q')
  commit()
  write('services/serve.ts', 'two')
  expect(await codeVersion(root)).toBe(`${codeHash(readCode(root)).slice(0, 12)}-uncommitted`)
  write('services/serve.ts', 'one')
  write('services/new.ts', 'new')
  expect(await codeVersion(root)).toBe(`${codeHash(readCode(root)).slice(0, 12)}-uncommitted`)
})

test('is the hash alone outside a Git checkout', async () => {
  expect(await codeVersion(root)).toBe(codeHash(readCode(root)).slice(0, 12))
})
