import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

function students(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'atoll.ts'), 'students', ...args],
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    ),
  )
}

test('from keys to an answer', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'atoll-students-'))
  const [keys, raw, data, csv] = ['keys.json', 'raw', 'data', 'books.csv'].map((name) => join(parent, name))
  expect(await students('keys', keys!)).toEqual({ code: 0, output: `${keys}: the current key is k1\n` })
  expect(statSync(keys!).mode & 0o777).toBe(0o600)
  expect(await students('generate', '--raw', '--students', '30', '--out', raw!)).toMatchObject({ code: 0 })
  const cleaned = await students('etl', '--source', raw!, '--out', data!, '--keys', keys!)
  expect(cleaned.output).toMatch(/^people +30 +30 +0/m)
  const asked = ['query', 'popular_books', '--data', data!, '--param', 'top=2', '--param', 'year=2023']
  expect(await students(...asked, '--out', csv!)).toEqual({ code: 0, output: '' })
  const lines = readFileSync(csv!, 'utf8').split('\r\n')
  expect(lines[0]).toBe('book_id,title,loans')
  expect(lines).toHaveLength(4)
})

test.each([
  [['query', 'popular_bocks'], 'there is no query "popular_bocks"; there is popular_books'],
  [['query', 'popular_books'], 'name either --data DIRECTORY or --database URL'],
  [['query', 'popular_books', '--param', 'top'], 'It must be NAME=VALUE'],
  [['generate', '--students', '2', '--out', '/nowhere'], '--keys FILE is needed, or --raw'],
  [
    ['etl', '--source', '/x', '--out', '/y', '--keys', '/none'],
    '/none does not exist; `npm run atoll -- students keys',
  ],
])('%j is wrong use', async (args, message) => {
  const { code, output } = await students(...args)
  expect(output).toContain(message)
  expect(code).toBe(2)
})
