import fc from 'fast-check'
import { Map as ProtobufMap } from 'google-protobuf'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { describe, expect, it, vi } from 'vitest'
import { linearStructs } from './linearStructs.ts'

const { Struct } = structs
type Plain = Parameters<typeof Struct.fromJavaScript>[0]

const nested = (depth: number): Plain =>
  depth === 0 ? { leaf: 1 } : { list: [nested(depth - 1)], text: 'of this depth' }

describe('structs', () => {
  linearStructs()

  it('arrive as they were sent', () => {
    const value = fc
      .dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 }))
      .map((sent) => JSON.parse(JSON.stringify(sent).replaceAll('__proto__', 'proto')) as Plain)
    fc.assert(
      fc.property(value, (sent) => {
        const bytes = Struct.fromJavaScript(sent).serializeBinary()
        const arrived = Struct.deserializeBinary(bytes)
        expect(arrived.toJavaScript()).toEqual(sent)
        expect(Struct.deserializeBinary(arrived.serializeBinary()).toJavaScript()).toEqual(sent)
      }),
    )
  })

  it('are not written out again for each value that they lie in', () => {
    const methods = ProtobufMap.prototype as unknown as Record<string, () => unknown>
    const written = Object.getOwnPropertyNames(methods)
      .filter((name) => methods[name] === methods.toArray)
      .map((name) => vi.spyOn(methods, name))
    Struct.deserializeBinary(Struct.fromJavaScript(nested(20)).serializeBinary())
    expect(written.length).toBeGreaterThan(0)
    for (const spy of written) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})
