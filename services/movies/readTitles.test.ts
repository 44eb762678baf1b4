import { expect, test } from 'vitest'
import { DataError } from '../runtime/errors.ts'
import { readTitles } from './readTitles.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const expected = [
  ['1', 'Été, or Not (1995)'],
  ['2', 'Heat'],
]

test.each([
  ['u.item', Buffer.from('1|\xc9t\xe9, or Not (1995)|01-Jan-1995||http://x|0|1\n2|Heat|\n', 'latin1')],
  ['movies.dat', utf8('1::Été, or Not (1995)::Drama\n2::Heat::Action|Crime\n')],
  ['movies.csv', utf8('\ufeffmovieId,title,genres\r\n1,"Été, or Not (1995)",Drama\r\n2,Heat,\r\n')],
])('of %s', (name, file) => {
  expect([...readTitles(file, `ml/${name}`)]).toEqual(expected)
})

test.each([
  [
    'movies.csv',
    'id,name\n1,Heat\n',
    'movies.csv: its first line must name movieId and title; found id, name',
  ],
  ['movies.csv', 'movieId,title\n1\n', 'movies.csv: 1 fault in 1 rows:\n  row 2: "1" has no title beside it'],
  ['u.item', '1|Heat\n|Fire\n', 'u.item: 1 fault in 2 rows:\n  row 2: "" is empty; it must be an id'],
])('%s that is none is refused', (name, text, message) => {
  expect(() => readTitles(utf8(text), name)).toThrow(DataError)
  expect(() => readTitles(utf8(text), name)).toThrow(message)
})
