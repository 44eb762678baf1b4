import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitHistGradientBoosting } from './histGradientBoosting.ts'
import { decodeHistGradientBoosting, encodeHistGradientBoosting } from './histGradientBoostingFile.ts'
import { matrix } from './matrix.ts'
import { arrayOf, decodeModel, encodeModel, type Json, type ModelContent, ModelError } from './modelFile.ts'
import { fitRidge } from './ridge.ts'
import { decodeRidge, encodeRidge } from './ridgeFile.ts'

const content: fc.Arbitrary<ModelContent> = fc.record({
  kind: fc.string(),
  metadata: fc
    .dictionary(fc.string(), fc.jsonValue())
    .map((value) => JSON.parse(JSON.stringify(value)) as { [key: string]: Json }),
  arrays: fc.dictionary(
    fc.string(),
    fc.oneof(
      fc.float64Array(),
      fc.float32Array(),
      fc.int32Array(),
      fc.uint32Array(),
      fc.int16Array(),
      fc.uint16Array(),
      fc.int8Array(),
      fc.uint8Array(),
    ),
  ),
})

const features = matrix(Float64Array.of(1, 2, 3, 4, 5, 1), 3, 2)
const target = Float64Array.of(1, 2, 4)

/** A file with that header and as many bytes of data. */
function signed(header: string, size: number): Uint8Array {
  const start = Math.ceil((56 + header.length) / 8) * 8
  const bytes = new Uint8Array(start + size)
  bytes.set(encodeModel({ kind: 'k', metadata: {}, arrays: {} }).subarray(0, 24))
  const view = new DataView(bytes.buffer)
  view.setUint32(12, header.length, true)
  view.setFloat64(16, bytes.length, true)
  bytes.set(Buffer.from(header), 56)
  const hash = createHash('sha256').update(bytes.subarray(0, 24)).update(bytes.subarray(56))
  bytes.set(hash.digest(), 24)
  return bytes
}

describe('a model file', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(content, (model) => {
        const decoded = decodeModel(encodeModel(model), model.kind)
        expect(decoded.metadata).toEqual(model.metadata)
        expect(Object.entries(decoded.arrays)).toEqual(Object.entries(model.arrays))
      }),
    )
  })

  test('is read from any place in a buffer', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 9 }), (model, offset) => {
        const bytes = encodeModel(model)
        const shifted = new Uint8Array(bytes.length + offset).subarray(offset)
        shifted.set(bytes)
        expect(Object.entries(decodeModel(shifted, model.kind).arrays)).toEqual(Object.entries(model.arrays))
      }),
    )
  })

  test('is decoded without a copy of its arrays', () => {
    const bytes = encodeModel({ kind: 'k', metadata: {}, arrays: { a: Float64Array.of(1) } })
    expect(decodeModel(bytes, 'k').arrays.a.buffer).toBe(bytes.buffer)
  })

  test('with any bit flipped is refused', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 0, max: 7 }), (model, position, bit) => {
        const bytes = encodeModel(model)
        bytes[position % bytes.length] ^= 1 << bit
        expect(() => decodeModel(bytes, model.kind)).toThrow(ModelError)
      }),
      { numRuns: 1000 },
    )
  })

  test('cut anywhere, or with bytes appended, is refused', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.uint8Array({ minLength: 1 }), (model, position, more) => {
        const bytes = encodeModel(model)
        expect(() => decodeModel(bytes.subarray(0, position % bytes.length), model.kind)).toThrow(ModelError)
        expect(() => decodeModel(Buffer.concat([bytes, more]), model.kind)).toThrow(ModelError)
      }),
    )
  })

  test('is not any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => decodeModel(bytes, '')).toThrow(ModelError)
      }),
    )
  })

  test.each([
    ['no JSON', '{"kind":"k"'],
    ['no object', '7'],
    ['no arrays', '{"kind":"k","metadata":{}}'],
    ['no metadata', '{"kind":"k","arrays":[]}'],
    ['no entry', '{"kind":"k","metadata":{},"arrays":[null]}'],
  ])('whose header has %s is refused, though its checksum is right', (_, header) => {
    expect(() => decodeModel(signed(header, 16), 'k')).toThrow(ModelError)
  })

  test.each([
    ['an unknown type', { type: 'float16' }],
    ['a type that is no type', { type: 'constructor' }],
    ['too many numbers', { length: 3 }],
    ['a negative length', { length: -1 }],
    ['a length in words', { length: '1' }],
    ['a place after the end', { offset: 16 }],
    ['a place before the data', { offset: -8 }],
    ['a place between numbers', { offset: 4 }],
  ])('with an array of %s is refused, though its checksum is right', (_, change) => {
    const entry = { name: 'a', type: 'float64', length: 1, offset: 0 }
    const header = (arrays: object[]) => JSON.stringify({ kind: 'k', metadata: {}, arrays })
    expect(decodeModel(signed(header([entry]), 16), 'k').arrays.a).toHaveLength(1)
    expect(() => decodeModel(signed(header([{ ...entry, ...change }]), 16), 'k')).toThrow(ModelError)
  })

  test('says what is wrong with it', () => {
    const bytes = encodeModel({ kind: 'ridge', metadata: {}, arrays: {} })
    const newer = bytes.slice()
    newer[8] = 2
    expect(() => decodeModel(bytes, 'boosting')).toThrow('model file of kind ridge, expected boosting')
    expect(() => decodeModel(newer, 'ridge')).toThrow('format version 2, but this program reads version 1')
    expect(() => decodeModel(bytes.subarray(0, 60), 'ridge')).toThrow('truncated: 60 bytes')
    expect(() => decodeModel(new Uint8Array(100), 'ridge')).toThrow('not a model file')
    expect(() => arrayOf(decodeModel(bytes, 'ridge'), 'x', Float64Array)).toThrow('no Float64Array named x')
  })
})

test('a boosting model is the same after a round trip', () => {
  const model = fitHistGradientBoosting(features, target, { minSamplesLeaf: 1, categoricalFeatures: [1] })
  expect(decodeHistGradientBoosting(encodeHistGradientBoosting(model))).toEqual(model)
})

test('a ridge model is the same after a round trip, and no boosting model', () => {
  const model = fitRidge(features, target)
  expect(decodeRidge(encodeRidge(model))).toEqual(model)
  expect(() => decodeHistGradientBoosting(encodeRidge(model))).toThrow(ModelError)
})
