import { expect, test } from 'vitest'
import { pack } from './pack.ts'

const filesOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, text]) => {
    const content = new TextEncoder().encode(text)
    return { name, bytes: content.length, read: async () => content }
  })
const packed = async (files: Readonly<Record<string, string>>) =>
  new TextDecoder().decode(await pack(filesOf(files)))

test.each([
  ['ml-100k', { 'ml-100k/README': '', 'ml-100k/u.data': 'ratings', 'ml-100k/u.item': '' }],
  ['ml-1m', { 'movies.dat': '', 'ratings.dat': 'ratings', 'users.dat': '' }],
  ['ml-latest', { 'links.csv': '', 'movies.csv': '', 'ratings.csv': 'ratings', 'tags.csv': '' }],
  ['a single file of any name', { 'mine.txt': 'ratings' }],
])('of %s the ratings are taken', async (_, files) => {
  expect(await packed(files)).toBe('ratings')
})

test('logs of events are put one behind the other', async () => {
  expect(await packed({ 'a.jsonl': '{1}', 'b/c.ndjson': '{2}', 'notes.txt': '' })).toBe('{1}\n{2}\n')
})

test('neither, or more than one file of ratings, is refused', async () => {
  await expect(packed({ 'a.txt': '', 'b.txt': '' })).rejects.toThrow(
    'there is no u.data, ratings.dat, ratings.csv, *.jsonl or *.ndjson among 2 files: a.txt, b.txt',
  )
  await expect(packed({ 'a/u.data': '', 'b/ratings.csv': '' })).rejects.toThrow(
    'more than one file of ratings: a/u.data, b/ratings.csv',
  )
})
