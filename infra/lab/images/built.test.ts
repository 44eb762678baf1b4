import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { built } from './built.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'built-'))
})
afterEach(() => rmSync(cache, { recursive: true }))

test('builds once, however many ask at the same time', async () => {
  let builds = 0
  const build = async (directory: string): Promise<void> => {
    builds++
    await writeFile(join(directory, 'file'), `build ${builds}`)
  }
  const asked = Array.from({ length: 5 }, () => built(join(cache, 'thing'), build))
  expect(new Set(await Promise.all(asked))).toEqual(new Set([join(cache, 'thing')]))
  expect(await built(join(cache, 'thing'), build)).toBe(join(cache, 'thing'))
  expect(readFileSync(join(cache, 'thing', 'file'), 'utf8')).toBe('build 1')
  expect(builds).toBe(1)
})

test('leaves nothing of a build that fails, and builds anew when asked again', async () => {
  const failing = built(join(cache, 'thing'), async (directory) => {
    await writeFile(join(directory, 'half'), '')
    throw new Error('no network')
  })
  await expect(failing).rejects.toThrow('no network')
  expect(readdirSync(cache)).toEqual([])
  await built(join(cache, 'thing'), (directory) => writeFile(join(directory, 'whole'), ''))
  expect(readdirSync(join(cache, 'thing'))).toEqual(['whole'])
})

test('starts from an empty directory after a build was killed', async () => {
  await built(join(cache, 'thing.partial'), (directory) => writeFile(join(directory, 'half'), ''))
  await built(join(cache, 'thing'), (directory) => writeFile(join(directory, 'whole'), ''))
  expect(readdirSync(cache)).toEqual(['thing'])
  expect(readdirSync(join(cache, 'thing'))).toEqual(['whole'])
})
