import {
  add,
  advance,
  assemble,
  get,
  i32,
  instantiate,
  lessThan,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'

/** Vectors that lie together, number by number: the first of each, then the second of each. */
export const together = { few: 6, many: 8 } as const
/** Numbers of each vector are a multiple of this. */
export const unrolled = 2

/**
 * Products of six vectors with each of many: of single precision, with errors that may differ from one machine to
 * another. The six lie together, and so do each eight of the many.
 *
 * @param few - byte at which the six begin
 * @param many - byte at which the many begin
 * @param end - byte behind the last of them
 * @param bytes - of eight of them
 * @param out - byte at which the products go: those of the first of the six, in order, then those of the second
 * @param stride - bytes between the products of one of the six and those of the next
 */
export type DotProducts = (
  few: number,
  many: number,
  end: number,
  bytes: number,
  out: number,
  stride: number,
) => void

const [few, many, end, bytes, out, stride, at, manyEnd, place] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const halves = [9, 10]
const factor = 11
const sums = Array.from({ length: together.few }, (_, n) => [12 + 2 * n, 13 + 2 * n])
/** Twelve sums at once, as many as there are registers for. */
const accumulate = Array.from({ length: unrolled }, (_, number) => [
  ...halves.map((half, m) => set(half, vector.load(get(many), 32 * number + 16 * m))),
  ...sums.flatMap((both, n) => [
    set(factor, vector.loadSplat(get(at), 4 * (together.few * number + n))),
    ...both.map((sum, m) => set(sum, vector.multiplyAdd(get(factor), get(halves[m]), get(sum)))),
  ]),
]).flat()

const module = assemble([
  {
    name: 'dotProducts',
    parameters: new Array(6).fill(i32),
    results: [],
    locals: [...new Array(3).fill(i32), ...new Array(15).fill(v128)],
    body: [
      repeatWhile(lessThan(get(many), get(end)), [
        set(manyEnd, add(get(many), get(bytes))),
        set(at, get(few)),
        ...sums.flat().map((sum) => set(sum, vector.zero)),
        repeatWhile(lessThan(get(many), get(manyEnd)), [
          ...accumulate,
          advance(many, 4 * together.many * unrolled),
          advance(at, 4 * together.few * unrolled),
        ]),
        set(place, get(out)),
        ...sums.flatMap((both) => [
          ...both.map((sum, m) => vector.store(get(place), get(sum), 16 * m)),
          set(place, add(get(place), get(stride))),
        ]),
        advance(out, 4 * together.many),
      ]),
    ],
  },
])

/** The products of vectors in this memory. */
export function dotProductsIn(memory: WebAssembly.Memory): DotProducts {
  return instantiate<{ dotProducts: DotProducts }>(module, memory).dotProducts
}
