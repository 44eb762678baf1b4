import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, expect, test, vi } from 'vitest'
import { addStudentsCommands } from './studentsCommands.ts'

afterEach(() => void vi.restoreAllMocks())

/** What a command prints. */
async function students(...args: string[]): Promise<string> {
  const printed: string[] = []
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(`${text}\n`))
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  const { signal } = new AbortController()
  addStudentsCommands(program, { signal, interruptible: () => signal })
  await program.parseAsync(['students', ...args], { from: 'user' })
  return printed.join('')
}

test('from keys to answers', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'atoll-students-'))
  const [keys, raw, data, csv] = ['keys.json', 'raw', 'data', 'books.csv'].map((name) => join(parent, name))
  expect(await students('keys', keys!)).toBe(`${keys}: the current key is k1\n`)
  expect(statSync(keys!).mode & 0o777).toBe(0o600)
  await students('generate', '--raw', '--students', '30', '--out', raw!)
  expect(await students('etl', '--source', raw!, '--out', data!, '--keys', keys!)).toMatch(
    /^people +30 +30 +0/m,
  )
  const asked = ['--data', data!, '--out', csv!]
  await students('query', 'popular_books', ...asked, '--param', 'top=2', '--param', 'year=2023')
  const lines = readFileSync(csv!, 'utf8').split('\r\n')
  expect(lines[0]).toBe('book_id,title,loans')
  expect(lines).toHaveLength(4)
  await students('analyse', 'clusters', ...asked, '--param', 'clusters=2')
  expect(readFileSync(csv!, 'utf8').split('\r\n')).toHaveLength(4)

  expect(await students('keys', keys!)).toBe(`${keys}: the current key is k2\n`)
  const rotated = join(parent, 'rotated')
  await students('rotate', '--data', data!, '--out', rotated, '--keys', keys!)
  await students('query', 'students_without_records', '--data', rotated, '--param', 'term=2', '--out', csv!)
  expect(readFileSync(csv!, 'utf8')).toMatch(/^k2\./m)
})

test('lists queries and analyses', async () => {
  expect((await students('query')).trim().split('\n')).toHaveLength(99)
  expect(await students('analyse')).toMatch(/^risk /m)
})

test.each([
  [['query', 'popular_bocks'], 'there is no query "popular_bocks"; there is popular_books'],
  [['query', 'popular_books'], 'name either --data DIRECTORY or --database URL'],
  [
    ['query', 'popular_books', '--database', 'notaurl'],
    'the database must be given by a URL such as postgresql://user@host/name',
  ],
  [
    ['load', '--data', '/x', '--database', 'postgresql://someone:secret@127.0.0.1:1/school'],
    'the database school at 127.0.0.1:1 cannot be opened: connect ECONNREFUSED 127.0.0.1:1',
  ],
  [['query', 'popular_books', '--param', 'top'], 'It must be NAME=VALUE'],
  [['generate', '--students', '2', '--out', '/nowhere'], '--keys FILE is needed, or --raw'],
  [
    ['etl', '--source', '/x', '--out', '/y', '--keys', '/none'],
    '/none does not exist; `npm run atoll -- students keys /none` makes it',
  ],
])('%j is wrong use', async (args, message) => {
  await expect(students(...args)).rejects.toThrow(message)
})
