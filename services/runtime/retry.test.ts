import { createServer } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain, UnavailableError } from './errors.ts'
import { backoff, isTransient, noRetry, type RetryPolicy, retry } from './retry.ts'

const quick = { attempts: 4, firstDelayMs: 1, longestDelayMs: 4 }
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

/** Fails `times` times with `error`, then answers how often it was called. */
function failing(times: number, error: unknown) {
  let calls = 0
  const operation = async () => {
    if (++calls <= times) throw error
    return calls
  }
  return { operation, calls: () => calls }
}

describe('retry', () => {
  test('tries again until the service answers, and notes every failure', async () => {
    const notes: number[] = []
    const policy: RetryPolicy = { ...quick, onRetry: ({ attempt }) => notes.push(attempt) }
    expect(await retry('it', policy, failing(2, refused).operation)).toBe(3)
    expect(notes).toEqual([1, 2])
  })

  test('gives up after its attempts, with the name, the reason and the attempts', async () => {
    const { operation, calls } = failing(99, refused)
    await expect(retry('MinIO at x', quick, operation)).rejects.toThrow(
      /^MinIO at x does not answer \(connect ECONNREFUSED\), tried 4 times in \d+ s$/,
    )
    expect(calls()).toBe(4)
    await expect(retry('it', noRetry, failing(1, refused).operation)).rejects.toBeInstanceOf(UnavailableError)
  })

  test('does not repeat what cannot get better', async () => {
    const wrong = new RangeError('wrong')
    const { operation, calls } = failing(99, wrong)
    await expect(retry('it', quick, operation)).rejects.toBe(wrong)
    expect(calls()).toBe(1)
  })

  test('ends at once when it is interrupted', async () => {
    const interruption = new AbortController()
    const policy = {
      attempts: 100,
      firstDelayMs: 60_000,
      longestDelayMs: 60_000,
      signal: interruption.signal,
    }
    const waiting = retry(
      'it',
      { ...policy, onRetry: () => interruption.abort() },
      failing(99, refused).operation,
    )
    await expect(waiting).rejects.toThrow(/abort/)
  })

  test('does not wait for a call that hangs once it is interrupted', async () => {
    const interruption = new AbortController()
    const policy = { ...quick, signal: interruption.signal }
    const waiting = retry('it', policy, () => new Promise(() => {}))
    interruption.abort(new Error('interrupted by SIGTERM'))
    await expect(waiting).rejects.toThrow('interrupted by SIGTERM')
  })

  test('waits longer each time, up to the longest delay', () => {
    const positive = fc.integer({ min: 1, max: 10_000 })
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.integer({ min: 1, max: 40 }),
        (firstDelayMs, longestDelayMs, attempt) => {
          const policy = { attempts: 99, firstDelayMs, longestDelayMs }
          expect(backoff(policy, attempt + 1)).toBeGreaterThanOrEqual(backoff(policy, attempt))
          expect(backoff(policy, attempt)).toBeLessThanOrEqual(longestDelayMs)
        },
      ),
    )
  })
})

describe('what a later attempt may cure', () => {
  test.each([
    [refused, true],
    [new TypeError('fetch failed', { cause: refused }), true],
    [new AggregateError([refused]), true],
    [new DOMException('late', 'TimeoutError'), true],
    [Object.assign(new Error('busy'), { status: 503 }), true],
    [Object.assign(new Error('slow down'), { status: 429 }), true],
    [new Error('Request failed after 0 retries: Error: Retryable HTTP status: 503'), true],
    [Object.assign(new Error('no'), { status: 404 }), false],
    [Object.assign(new Error('no'), { code: 'AccessDenied' }), false],
    [new Error('anything'), false],
    ['text', false],
  ])('%s: %s', (error, expected) => expect(isTransient(error)).toBe(expected))

  test('a connection that is cut in the middle of an answer', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      setImmediate(() => response.destroy())
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as { port: number }
    const error = await fetch(`http://127.0.0.1:${port}`)
      .then((response) => response.text())
      .catch((reason) => reason)
    expect(isTransient(error)).toBe(true)
    server.close()
  })
})

describe('explain', () => {
  test('tells the whole chain once', () => {
    expect(explain(new TypeError('fetch failed', { cause: refused }))).toBe(
      'fetch failed: connect ECONNREFUSED',
    )
    expect(explain(new Error('a: b', { cause: new Error('b') }))).toBe('a: b')
    expect(explain(new AggregateError([refused], ''))).toBe('connect ECONNREFUSED')
    expect(explain('text')).toBe('text')
  })
})
