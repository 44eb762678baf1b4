import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { intoFile } from './intoFile.ts'

const parent = mkdtempSync(join(tmpdir(), 'into-file-'))
const file = join(parent, 'keys.json')
afterAll(() => rmSync(parent, { recursive: true }))

test('a file is replaced once the new one is whole, also behind a link', async () => {
  writeFileSync(file, 'old')
  const link = join(parent, 'link')
  symlinkSync(file, link)
  await intoFile(link, (scratch) => {
    writeFileSync(scratch, 'new')
    expect(readFileSync(file, 'utf8')).toBe('old')
  })
  expect(readFileSync(file, 'utf8')).toBe('new')
})

test('what fails leaves the file that was there, and nothing else', async () => {
  const half = intoFile(file, (scratch) => {
    writeFileSync(scratch, 'half')
    throw new Error('the disk is full')
  })
  await expect(half).rejects.toThrow('the disk is full')
  expect(readFileSync(file, 'utf8')).toBe('new')
  expect(readdirSync(parent).sort()).toEqual(['keys.json', 'link'])
})

test('what is no file is written as it is', () =>
  intoFile('/dev/null', (target) => expect(target).toBe('/dev/null')))
