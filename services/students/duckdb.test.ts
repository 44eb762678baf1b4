import { expect, test } from 'vitest'
import { openDuckDB } from './duckdb.ts'

test.each([0, 1, 30])(
  'a query ends %i ms after it was asked for, when it is no longer wanted',
  async (ms) => {
    const leaving = new AbortController()
    using connection = await openDuckDB({ signal: leaving.signal })
    const counting = connection.run('SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 3')
    setTimeout(() => leaving.abort(), ms)
    await expect(counting).rejects.toThrow('Interrupted')
  },
)
