import { expect, test } from 'vitest'
import { clean } from './clean.ts'
import { pack } from './pack.ts'

const filesOf = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, text]) => {
    const content = new TextEncoder().encode(text)
    return { name, bytes: content.length, read: async () => content }
  })
const packed = async (files: Readonly<Record<string, string>>) =>
  new TextDecoder().decode(await pack(filesOf(files)))

test.each([
  ['ml-100k', { 'ml-100k/README': '', 'ml-100k/u.data': 'ratings', 'ml-100k/u.user': '' }],
  ['ml-latest', { 'links.csv': '', 'ratings.csv': 'ratings', 'tags.csv': '' }],
  ['a single file of any name', { 'mine.txt': 'ratings' }],
])('of %s the ratings are taken', async (_, files) => {
  expect(await packed(files)).toBe('ratings')
})

test.each([
  ['ml-100k', { 'u.data': '7\t1\t3\t9\n8\t2\t4\t9\n8\t1\t4\t9\n', 'u.item': '1|Heat|x\n2|A, B|x\n3|C|x\n' }],
  [
    'ml-1m',
    { 'movies.dat': '1::Heat::x\n2::A, B::x\n', 'ratings.dat': '7::1::3::9\n8::2::4::9\n8::1::4::9\n' },
  ],
  [
    'ml-latest',
    {
      'movies.csv': 'movieId,title\n1,Heat\n2,"A, B"\n',
      'ratings.csv': 'userId,movieId,rating,timestamp\n7,1,3,9\n8,2,4,9\n8,1,4,9\n',
    },
  ],
])('of %s with titles, where each movie first occurs', async (_, files) => {
  const text = await packed(files)
  expect(text).toBe('userId,movieId,rating,timestamp,title\n7,1,3,9,Heat\n8,2,4,9,"A, B"\n8,1,4,9,\n')
  const { examples } = clean(new TextEncoder().encode(text))
  expect(examples.map(({ movie, title }) => [movie, title])).toEqual([
    ['1', 'Heat'],
    ['2', 'A, B'],
    ['1', 'Heat'],
  ])
})

test('logs of events are put one behind the other', async () => {
  expect(await packed({ 'a.jsonl': '{1}', 'b/c.ndjson': '{2}', 'notes.txt': '' })).toBe('{1}\n{2}\n')
})

test('neither, or more than one file of ratings, is refused', async () => {
  await expect(packed({ 'a.txt': '', 'b.txt': '' })).rejects.toThrow(
    'there is no u.data, ratings.dat, ratings.csv, *.jsonl or *.ndjson among 2 files, and no folder movies: a.txt, b.txt',
  )
  await expect(packed({ 'a/u.data': '', 'b/ratings.csv': '' })).rejects.toThrow(
    'more than one file of ratings: a/u.data, b/ratings.csv',
  )
  await expect(packed({ 'u.data': '', 'u.item': '', 'movies.csv': '' })).rejects.toThrow(
    'more than one file of titles: u.item, movies.csv',
  )
})
