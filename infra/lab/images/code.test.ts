import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeHash, readCode } from './code.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'code-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

test('is the TypeScript and the SQL of the services without tests, their helpers, packages and other folders', () => {
  write({
    'services/package.json': '{}',
    'services/runtime/serve.ts': '1',
    'services/runtime/serve.test.ts': '2',
    'services/runtime/serve.lab.test.ts': '3',
    'services/runtime/testing/server.ts': '4',
    'services/runtime/notes.md': '5',
    'services/students/queries/books.sql': '8',
    'services/node_modules/zod/index.ts': '6',
    'infra/index.ts': '7',
  })
  expect([...readCode(root).keys()]).toEqual([
    'services/package.json',
    'services/runtime/serve.ts',
    'services/students/queries/books.sql',
  ])
})

test('the hash changes with a text or a name, and not with a test', () => {
  write({ 'services/a.ts': 'one' })
  const before = codeHash(readCode(root))
  write({ 'services/a.test.ts': 'test' })
  expect(codeHash(readCode(root))).toBe(before)
  write({ 'services/a.ts': 'two' })
  const changed = codeHash(readCode(root))
  expect(changed).not.toBe(before)
  write({ 'services/b.ts': 'two' })
  rmSync(join(root, 'services/a.ts'))
  expect(codeHash(readCode(root))).not.toBe(changed)
})

test('says where it looked when there is no code', () => {
  expect(() => readCode(root)).toThrow(`cannot read the code of the services: ENOENT`)
  mkdirSync(join(root, 'services'))
  expect(() => readCode(root)).toThrow(`${join(root, 'services')} has no code for the image of the services`)
})
