import { expect, test } from 'vitest'
import { Failure } from './failure.ts'
import { type Replicas, waitForReplicas } from './waitForReplicas.ts'

const options = { name: 'bikes', words: 'serve version 2' }

/** Looks that give one thing after another, the last one from then on. */
function looks(...seen: (Replicas | Error)[]) {
  let next = 0
  return async () => {
    const found = seen[Math.min(next++, seen.length - 1)]!
    if (found instanceof Error) throw found
    return found
  }
}

test('it ends once every wanted replica has the version, whatever failed on the way', async () => {
  const said: string[] = []
  const look = looks(
    new Error('connection refused\nat a line'),
    { versions: ['1', '2'], wanted: 2 },
    { versions: ['2', '2'], wanted: 2 },
  )
  const report = (line: string) => said.push(line)
  expect(await waitForReplicas('2', look, { ...options, report })).toBe('2 replicas serve version 2')
  expect(said).toEqual([
    '0 of the replicas serve version 2 (connection refused)',
    '1 of 2 replicas serve version 2',
  ])
})

test('another reason ends it, and so does a refusal or the end of its time', async () => {
  const never = looks({ versions: [], wanted: 2 })
  const report = () => {}
  const superseded = async () => 'superseded by version 3'
  expect(await waitForReplicas('2', never, { ...options, report, superseded })).toBe(
    'superseded by version 3',
  )
  const refused = looks(new Failure('there is no such stack'))
  await expect(waitForReplicas('2', refused, { ...options, report })).rejects.toThrow(
    'there is no such stack',
  )
  await expect(waitForReplicas('2', never, { ...options, report, timeoutSeconds: -1 })).rejects.toThrow(
    'after -1 s only 0 of 2 replicas serve version 2; `npm run logs -- bikes` says why',
  )
  const signal = AbortSignal.abort(new Error('interrupted'))
  await expect(waitForReplicas('2', never, { ...options, report, signal })).rejects.toThrow('interrupted')
})
