import { expect, test } from 'vitest'
import { questionQueue } from './questionQueue.ts'

/** A queue whose first question is answered when `go` is called, and the names of those that were begun. */
function busy(most: number) {
  const ask = questionQueue(most)
  const begun: string[] = []
  const { promise, resolve: go } = Promise.withResolvers<void>()
  const first = ask(() => promise)
  const named = (name: string) => async () => void begun.push(name)
  return { ask, begun, named, go, first }
}

test('answers in the order of asking, what is first before all that wait, and refuses more than may', async () => {
  const { ask, begun, named, go } = busy(2)
  const asked = [ask(named('one')), ask(named('two'))]
  await expect(ask(named('three'))).rejects.toMatchObject({ status: 503 })
  asked.push(ask(named('probe'), { isFirst: true }))
  go()
  await Promise.all(asked)
  expect(begun).toEqual(['probe', 'one', 'two'])
})

test('a question that failed holds up none after it', async () => {
  const ask = questionQueue(2)
  const failed = ask(() => Promise.reject(new Error('broken')))
  const after = ask(async () => 'answer')
  await expect(failed).rejects.toThrow('broken')
  expect(await after).toBe('answer')
})

test('what nobody waits for any more is never begun, and takes no place from others', async () => {
  const { ask, begun, named, go } = busy(1)
  const leaving = new AbortController()
  const abandoned = ask(named('abandoned'), leaving)
  leaving.abort()
  const asked = ask(named('asked'))
  await expect(abandoned).rejects.toMatchObject({ status: 499 })
  go()
  await asked
  expect(begun).toEqual(['asked'])
})
