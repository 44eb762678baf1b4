import { isUtf8 } from 'node:buffer'
import { badRequest } from '../http/requestError.ts'

const deepest = 32

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Names written in the text, found without building anything: what is too deep is refused before it costs memory. */
function countWrittenNames(bytes: Uint8Array): number {
  let names = 0
  let depth = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte < quote) continue
    if (byte === quote) {
      i++
      while (i < bytes.length && bytes[i] !== quote) i += bytes[i] === backslash ? 2 : 1
    } else if (byte === colon) names++
    else if (byte === openBracket || byte === openBrace) {
      if (++depth > deepest) throw badRequest(`the body is nested deeper than ${deepest} levels`)
    } else if (byte === closeBracket || byte === closeBrace) depth--
  }
  return names
}

function countNames(value: object): number {
  let names = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) names += countNames(item)
    return names
  }
  for (const name in value) {
    if (name === '__proto__' || name === 'constructor') throw badRequest(`the body has a field "${name}"`)
    const item = (value as Record<string, unknown>)[name]
    if (typeof item === 'object' && item !== null) names += countNames(item)
    names++
  }
  return names
}

/**
 * The value of a JSON text in UTF-8. Stricter than `JSON.parse`: no name twice in an object, no name that
 * reaches an object's prototype, at most 32 levels.
 *
 * @throws RequestError 400
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw badRequest('the body is empty, and should be a JSON object')
  if (!isUtf8(bytes)) throw badRequest('the body is not UTF-8')
  const written = countWrittenNames(bytes)
  let value: unknown
  try {
    value = JSON.parse((bytes as Buffer).toString())
  } catch (error) {
    throw badRequest(`the body is not JSON: ${(error as Error).message}`)
  }
  if (typeof value === 'object' && value !== null && countNames(value) !== written) {
    throw badRequest('the body has an object with the same field twice')
  }
  return value
}
