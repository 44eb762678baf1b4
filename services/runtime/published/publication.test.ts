import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { memoryBucket } from '../testing/memoryBucket.ts'
import { publish, published, publishedKey } from './publication.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atoll-publication-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const write = (text: string) => {
  writeFileSync(join(directory, 'a.parquet'), text)
  writeFileSync(join(directory, 'b.parquet'), 'same')
  writeFileSync(join(directory, 'keys.json'), 'secret')
  return ['b.parquet', 'a.parquet']
}
const most = 1000

test('the files that are named are a version by what they hold', async () => {
  const store = memoryBucket()
  expect(await published(store)).toBeUndefined()
  const first = await publish(store, directory, write('one'), most)
  expect(await published(store)).toEqual(first)
  expect(first.files.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.parquet', 3],
    ['b.parquet', 4],
  ])
  expect([...store.objects.keys()].toSorted()).toEqual(
    [
      'published/current.json',
      ...['a.parquet', 'b.parquet'].map((file) => publishedKey(first.version, file)),
    ].toSorted(),
  )
  expect(await publish(store, directory, write('one'), most)).toEqual(first)
  expect((await publish(store, directory, write('two'), most)).version).not.toBe(first.version)
})

test('what the store has lost of a version is put there again', async () => {
  const store = memoryBucket()
  const { version } = await publish(store, directory, write('one'), most)
  store.objects.delete(publishedKey(version, 'a.parquet'))
  await publish(store, directory, write('one'), most)
  expect(store.objects.has(publishedKey(version, 'a.parquet'))).toBe(true)
})

test('a version stays beside the one after it, for those who still read it, and no longer', async () => {
  const store = memoryBucket()
  const versions = []
  for (const text of ['one', 'two', 'three'])
    versions.push((await publish(store, directory, write(text), most)).version)
  const there = versions.map((version) => store.objects.has(publishedKey(version, 'a.parquet')))
  expect(there).toEqual([false, true, true])
})

test.each([0, 1, 2])(
  'cut after %i objects, the version before is still the one that is published',
  async (whole) => {
    const store = memoryBucket()
    const before = await publish(store, directory, write('one'), most)
    let left = whole
    const put: typeof store.put = async (...object) => {
      if (left-- === 0) throw new Error('cut')
      await store.put(...object)
    }
    await expect(publish({ ...store, put }, directory, write('two'), most)).rejects.toThrow('cut')
    expect(await published(store)).toEqual(before)
  },
)

test('more than a version may have is refused before anything is stored', async () => {
  const store = memoryBucket()
  await expect(publish(store, directory, write('one'), 6)).rejects.toThrow(
    '7 bytes to publish; a version may have 6',
  )
  expect(store.objects.size).toBe(0)
})
