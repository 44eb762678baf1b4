import type { IncomingMessage } from 'node:http'
import { RequestError } from './requestError.ts'

const json = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i

const tooLarge = (limit: number) =>
  new RequestError(413, `the body is larger than the ${limit} bytes that are taken`)

/** What the headers alone say against a body. */
export function checkHeaders({ headers }: IncomingMessage, limit: number): RequestError | undefined {
  const type = headers['content-type']
  if (type !== 'application/json' && !json.test(type ?? '')) {
    return new RequestError(415, 'content-type should be application/json')
  }
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    return new RequestError(415, 'content-encoding should be absent: the body is taken as it is')
  }
  if (headers['inference-header-content-length'] !== undefined) {
    return new RequestError(400, 'binary tensors are not taken: send every tensor as JSON')
  }
  return Number(headers['content-length'] ?? 0) > limit ? tooLarge(limit) : undefined
}

/** Collects a body of at most `limit` bytes; what comes beyond is thrown away as it arrives. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  done: (error: RequestError | undefined, body: Uint8Array) => void,
): void {
  let first: Uint8Array | undefined
  let others: Uint8Array[] | undefined
  let length = 0
  const onData = (chunk: Uint8Array) => {
    length += chunk.length
    if (length > limit) {
      request.off('data', onData).off('end', onEnd).resume()
      first = others = undefined
      done(tooLarge(limit), new Uint8Array())
    } else if (first === undefined) first = chunk
    else if (others === undefined) others = [first, chunk]
    else others.push(chunk)
  }
  const onEnd = () =>
    done(undefined, others === undefined ? (first ?? new Uint8Array()) : Buffer.concat(others))
  request.on('data', onData)
  request.on('end', onEnd)
}
