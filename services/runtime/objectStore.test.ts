import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { explain, RefusedError } from './errors.ts'
import { keyOf, type ObjectStoreOptions, objectStore } from './objectStore.ts'
import { sha256 } from './sha256.ts'
import { snapshotKey } from './training/snapshot.ts'

describe('names of objects', () => {
  test('a key is itself, a URI gives its key', () => {
    expect(keyOf('bikes', 'data/bikes/hour.csv')).toBe('data/bikes/hour.csv')
    expect(keyOf('bikes', 's3://bikes/data/bikes/hour.csv')).toBe('data/bikes/hour.csv')
  })

  test('a URI of another bucket is refused', () => {
    expect(() => keyOf('bikes', 's3://movies/a')).toThrow('s3://movies/a is not in bucket "bikes"')
  })

  test('a snapshot is named by its content', () => {
    expect(snapshotKey(sha256(new Uint8Array()))).toBe(
      'snapshots/sha256/e3/b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })
})

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Starts a store that answers by a function. */
async function storeAnswering(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: ObjectStoreOptions = {},
) {
  const started = createServer(answer)
  server = started
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening))
  const { port } = started.address() as { port: number }
  return objectStore(
    {
      ...{ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', bucket: 'bikes' },
      ...{ accessKeyId: 'key', secretAccessKey: 'secret' },
    },
    options,
  )
}

test('a key that the store does not know is said in words', async () => {
  const store = await storeAnswering((_, response) => {
    response.writeHead(403, { 'x-amz-request-id': '1' }).end()
  })
  const refused = await store.stat('a').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RefusedError)
  expect(explain(refused)).toMatch(
    /^object store at http.* refuses to stat a in bucket "bikes" \(AccessDenied\): check the access key: [\w ]+$/,
  )
})

describe('a bad connection', () => {
  /** A store with one object of 10 bytes, whose GET is answered as told. */
  function storeOf(get: (response: ServerResponse) => void, timeoutMs = 5000) {
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      response.setHeader('content-length', 10)
      response.setHeader('etag', '"x"')
      if (request.method === 'HEAD') response.end()
      else get(response)
    }
    const retry = { attempts: 3, firstDelayMs: 1, longestDelayMs: 1 }
    return storeAnswering(answer, { timeoutMs, retry })
  }

  test('that is cut in the middle of an object is tried again', async () => {
    let calls = 0
    const store = await storeOf((response) => {
      if (++calls > 2) return response.end('0123456789')
      response.write('0123')
      return setTimeout(() => response.destroy(), 20)
    })
    expect(String(await store.get('a'))).toBe('0123456789')
    expect(calls).toBe(3)
  })

  test('on which nothing comes is given up', async () => {
    const store = await storeOf(() => {}, 30)
    await expect(store.get('a')).rejects.toThrow(
      /^object store at http.* does not answer \(no answer within 30 ms\)/,
    )
  })

  test('that stalls in the middle of an object is closed', async () => {
    const closed: Promise<unknown>[] = []
    const store = await storeOf((response) => {
      response.write('0123')
      closed.push(once(response, 'close'))
    }, 50)
    await expect(store.get('a')).rejects.toThrow('no answer within 50 ms')
    await Promise.all(closed)
    expect(closed).toHaveLength(3)
  })

  test('is not used for an object that is too large', async () => {
    const store = await storeOf((response) => response.end('0123456789'))
    await expect(store.get('a', { maximumBytes: 9 })).rejects.toThrow(
      'a has 10 bytes, more than the 9 that are read',
    )
  })
})
