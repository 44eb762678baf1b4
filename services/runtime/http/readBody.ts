import type { IncomingMessage } from 'node:http'
import { rawType } from '../protocol/rawTensor.ts'
import { RequestError } from './requestError.ts'

const json = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i

const tooLarge = (limit: number) =>
  new RequestError(413, `the body is larger than the ${limit} bytes that are taken`)

const empty: Uint8Array = new Uint8Array()

/** What the headers alone say against a body, `raw` being whether it may be a raw tensor. */
export function checkHeaders(
  { headers }: IncomingMessage,
  limit: number,
  raw: boolean,
): RequestError | undefined {
  const type = headers['content-type']
  if (type !== 'application/json' && !json.test(type ?? '') && !(raw && type === rawType)) {
    return new RequestError(415, `content-type should be application/json${raw ? ` or ${rawType}` : ''}`)
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    return new RequestError(415, 'content-encoding should be absent: the body is taken as it is')
  }
  if (headers['inference-header-content-length'] !== undefined) {
    return new RequestError(400, 'binary tensors are not taken: send every tensor as JSON')
  }
  return Number(headers['content-length'] ?? 0) > limit ? tooLarge(limit) : undefined
}

/**
 * Collects a body of at most `limit` bytes; what comes beyond is thrown away as it arrives.
 *
 * @param take - counts bytes before memory is taken for them; false refuses the body with `full`. A length that the
 * head names is counted at once, a body in chunks as its memory grows.
 */
export function readBody(
  request: IncomingMessage,
  { limit, take, full }: { limit: number; take: (bytes: number) => boolean; full: RequestError },
  done: (error: RequestError | undefined, body: Uint8Array) => void,
): void {
  let counted = Number(request.headers['content-length'] ?? 0)
  if (!take(counted)) {
    done(full, empty)
    return
  }
  let body = empty
  let length = 0
  const refuse = (error: RequestError) => {
    request.off('data', onData).off('end', onEnd).resume()
    body = empty
    done(error, empty)
  }
  const onData = (chunk: Uint8Array) => {
    const end = length + chunk.length
    if (end > limit) return refuse(tooLarge(limit))
    const growing = length > 0 && end > body.length
    const capacity = growing ? Math.max(counted, end, Math.min(2 * body.length, limit)) : end
    if (capacity > counted) {
      if (!take(capacity - counted)) return refuse(full)
      counted = capacity
    }
    if (length === 0) body = chunk
    else {
      if (growing) {
        const larger = Buffer.allocUnsafe(capacity)
        larger.set(body.subarray(0, length))
        body = larger
      }
      body.set(chunk, length)
    }
    length = end
  }
  const onEnd = () => done(undefined, length === body.length ? body : body.subarray(0, length))
  request.on('data', onData)
  request.on('end', onEnd)
}
