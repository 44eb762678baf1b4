import { expect, test } from 'vitest'
import { openDuckDB } from './duckdb.ts'

test('a query that runs ends when it is no longer wanted', async () => {
  const leaving = new AbortController()
  using connection = await openDuckDB({ signal: leaving.signal })
  const counting = connection.run('SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3')
  setImmediate(() => leaving.abort())
  await expect(counting).rejects.toThrow('Interrupted')
})
