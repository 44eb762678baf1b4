import { arrayOf, type ModelContent, ModelError } from '../learn/modelFile.ts'

/** Texts as they lie in a model's file: looked up without being read first. Ids are in the order of their bytes. */
export interface IdTable {
  /** UTF-8 of all of them. */
  readonly text: Uint8Array
  /** Where each begins, and where the last ends. */
  readonly offsets: Uint32Array
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Each of the ids once. */
export function idTable(ids: Iterable<string>): IdTable {
  return tableOf(Array.from(new Set(ids), (id) => encoder.encode(id)).sort(Buffer.compare))
}

/** The texts in their order, each as often as it occurs. */
export const textTable = (texts: readonly string[]): IdTable =>
  tableOf(texts.map((text) => encoder.encode(text)))

function tableOf(encoded: readonly Uint8Array[]): IdTable {
  const offsets = new Uint32Array(encoded.length + 1)
  encoded.forEach((id, row) => {
    offsets[row + 1] = offsets[row] + id.length
  })
  return { text: new Uint8Array(Buffer.concat(encoded)), offsets }
}

export const countOf = ({ offsets }: IdTable): number => offsets.length - 1

export function idAt({ text, offsets }: IdTable, row: number): string {
  return decoder.decode(text.subarray(offsets[row], offsets[row + 1]))
}

/** The row of an id, by bisection; -1 if it is not there. */
export function rowOf({ text, offsets }: IdTable, id: string): number {
  const wanted = encoder.encode(id)
  let low = 0
  let high = offsets.length - 2
  while (low <= high) {
    const middle = (low + high) >>> 1
    const order = Buffer.compare(text.subarray(offsets[middle], offsets[middle + 1]), wanted)
    if (order === 0) return middle
    if (order < 0) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** @throws ModelError if the offsets are not those of a text, or the ids not in order */
export function unpackIds(content: ModelContent, name: string): IdTable {
  const table = {
    text: arrayOf(content, `${name}Text`, Uint8Array),
    offsets: arrayOf(content, `${name}Offsets`, Uint32Array),
  }
  const { text, offsets } = table
  let ordered = offsets.length > 0 && offsets[0] === 0 && offsets.at(-1) === text.length
  for (let row = 1; ordered && row < offsets.length; row++) {
    ordered = offsets[row] > offsets[row - 1] && offsets[row] <= text.length
    if (ordered && row > 1) {
      const before = text.subarray(offsets[row - 2], offsets[row - 1])
      ordered = Buffer.compare(before, text.subarray(offsets[row - 1], offsets[row])) < 0
    }
  }
  if (!ordered) throw new ModelError(`the model's ${name} are not in order`)
  return table
}

/** @throws ModelError if the offsets are not those of `count` texts */
export function unpackTexts(content: ModelContent, name: string, count: number): IdTable {
  const text = arrayOf(content, `${name}Text`, Uint8Array)
  const offsets = arrayOf(content, `${name}Offsets`, Uint32Array)
  const rising = offsets.every((offset, row) => row === 0 || offset >= offsets[row - 1])
  if (offsets.length !== count + 1 || offsets[0] !== 0 || !rising || offsets[count] !== text.length)
    throw new ModelError(`the model's ${name} are not ${count} texts`)
  return { text, offsets }
}

export const packIds = (name: string, { text, offsets }: IdTable) => ({
  [`${name}Text`]: text,
  [`${name}Offsets`]: offsets,
})
