import { createHash } from 'node:crypto'

/** A model file that cannot be used: truncated, altered, of another kind or version, or not a model at all. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

const arrayTypes = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
} as const

type ArrayTypeName = keyof typeof arrayTypes
export type ModelArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What a model file holds. */
export interface ModelContent {
  /** What reads it: `hist-gradient-boosting`, `bikes`. */
  readonly kind: string
  /** Small facts; big numbers go into `arrays`. */
  readonly metadata: { readonly [key: string]: Json }
  readonly arrays: { readonly [name: string]: ModelArray }
}

interface ArrayEntry {
  readonly name: string
  readonly type: ArrayTypeName
  readonly length: number
  /** In bytes, from the end of the header; a multiple of 8. */
  readonly offset: number
}

interface Header {
  readonly kind: string
  readonly metadata: { readonly [key: string]: Json }
  readonly arrays: readonly ArrayEntry[]
}

/*
 * Little-endian: magic (8 bytes), version (uint32), header's length (uint32), the file's length (float64),
 * SHA-256 of every other byte (32 bytes), header as JSON, then the arrays, each aligned to 8 bytes.
 */
const MAGIC = 'ATOLLMDL'
const VERSION = 1
const DIGEST_START = 24
const HEADER_START = 56

/** Writes a model to one file; the same content gives the same bytes. */
export function encodeModel({ kind, metadata, arrays }: ModelContent): Uint8Array<ArrayBuffer> {
  const entries: ArrayEntry[] = []
  let dataLength = 0
  for (const [name, array] of Object.entries(arrays)) {
    entries.push({ name, type: typeNameOf(name, array), length: array.length, offset: dataLength })
    dataLength = align(dataLength + array.byteLength)
  }
  const header = Buffer.from(JSON.stringify({ kind, metadata, arrays: entries } satisfies Header))
  const dataStart = align(HEADER_START + header.length)

  const bytes = new Uint8Array(dataStart + dataLength)
  const view = new DataView(bytes.buffer)
  bytes.set(Buffer.from(MAGIC, 'latin1'))
  view.setUint32(8, VERSION, true)
  view.setUint32(12, header.length, true)
  view.setFloat64(16, bytes.length, true)
  bytes.set(header, HEADER_START)
  for (const { name, offset } of entries) {
    const { buffer, byteOffset, byteLength } = arrays[name]
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), dataStart + offset)
  }
  bytes.set(digestOf(bytes), DIGEST_START)
  return bytes
}

/**
 * Reads a model file. The arrays are views of `bytes`, or of a copy where `bytes` does not begin at a multiple of 8.
 *
 * @throws ModelError if the bytes are truncated, altered, of another kind or of a newer version
 */
export function decodeModel(bytes: Uint8Array, kind: string): ModelContent {
  if (bytes.length < HEADER_START) {
    throw new ModelError(
      `${bytes.length} bytes are too few for a model file, which has at least ${HEADER_START}`,
    )
  }
  const file = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (Buffer.from(file.subarray(0, 8)).toString('latin1') !== MAGIC) {
    throw new ModelError(`not a model file: it does not begin with ${MAGIC}`)
  }
  const version = view.getUint32(8, true)
  if (version !== VERSION) {
    throw new ModelError(`model file of format version ${version}, but this program reads version ${VERSION}`)
  }
  const length = view.getFloat64(16, true)
  if (length !== file.length) {
    const what = file.length < length ? 'truncated' : 'altered'
    throw new ModelError(`model file is ${what}: ${file.length} bytes, expected ${length}`)
  }
  if (digestOf(file).compare(file, DIGEST_START, HEADER_START) !== 0) {
    throw new ModelError('model file is altered: its SHA-256 does not match its content')
  }
  const headerEnd = HEADER_START + view.getUint32(12, true)
  const header = readHeader(file.subarray(HEADER_START, headerEnd))
  if (header.kind !== kind) {
    throw new ModelError(`model file of kind ${header.kind}, expected ${kind}`)
  }
  const data = file.subarray(align(headerEnd))
  const arrays = header.arrays.map((entry) => [entry.name, arrayAt(data, entry)])
  return { kind, metadata: header.metadata, arrays: Object.fromEntries(arrays) }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

function readHeader(bytes: Uint8Array): Header {
  try {
    const header: Header = JSON.parse(Buffer.from(bytes).toString())
    if (isObject(header.metadata) && Array.isArray(header.arrays) && header.arrays.every(isObject)) {
      return header
    }
  } catch {}
  throw new ModelError('model file has a header that is no JSON object with metadata and arrays')
}

function arrayAt({ buffer, byteOffset, length: size }: Uint8Array, entry: ArrayEntry): ModelArray {
  const { name, type, length, offset } = entry
  const isPlace = [length, offset].every((number) => Number.isSafeInteger(number) && number >= 0)
  const Type = Object.hasOwn(arrayTypes, type) ? arrayTypes[type] : undefined
  if (!isPlace || Type === undefined || offset % 8 !== 0 || offset + length * Type.BYTES_PER_ELEMENT > size) {
    throw new ModelError(
      `model file has array ${name} of ${length} ${type} at ${offset}, outside its ${size} bytes`,
    )
  }
  return new Type(buffer as ArrayBuffer, byteOffset + offset, length)
}

/**
 * The array of that name and type.
 *
 * @throws ModelError if there is none
 */
export function arrayOf<T extends ModelArray>(
  { kind, arrays }: ModelContent,
  name: string,
  type: abstract new (...values: never[]) => T,
): T {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (!(array instanceof type)) {
    throw new ModelError(`model file of kind ${kind} has no ${type.name} named ${name}`)
  }
  return array
}

/**
 * The numbers of that name.
 *
 * @param length - how many there must be; any number without it
 * @throws ModelError if they are absent, too few, too many or not finite
 */
export function finiteArrayOf(content: ModelContent, name: string, length?: number): Float64Array {
  const array = arrayOf(content, name, Float64Array)
  if (length !== undefined && array.length !== length) {
    throw new ModelError(
      `model file of kind ${content.kind} has ${array.length} ${name}, and should have ${length}`,
    )
  }
  if (!array.every(Number.isFinite)) {
    throw new ModelError(`model file of kind ${content.kind} has ${name} that are not finite`)
  }
  return array
}

function typeNameOf(name: string, array: ModelArray): ArrayTypeName {
  for (const [typeName, type] of Object.entries(arrayTypes)) {
    if (array instanceof type) return typeName as ArrayTypeName
  }
  throw new ModelError(`array ${name} has a type that model files do not hold`)
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha256')
    .update(bytes.subarray(0, DIGEST_START))
    .update(bytes.subarray(HEADER_START))
    .digest()
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8
}
