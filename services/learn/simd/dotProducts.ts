import {
  add,
  assemble,
  constant,
  get,
  i32,
  lessThan,
  repeatWhile,
  set,
  single,
  v128,
  vector,
} from './assemble.ts'

/**
 * Products of four vectors with each of many: of single precision, with errors that may
 * differ from one machine to another.
 *
 * @param a - byte at which the four begin, one behind the other
 * @param b - byte at which the many begin, an even number of them
 * @param end - byte behind the last of them
 * @param bytes - of each vector, a multiple of 32
 * @param out - byte at which the products go: those of the first of the four, in order, then those of the second
 * @param stride - bytes between the products of one of the four and those of the next
 */
export type DotProducts = (
  a: number,
  b: number,
  end: number,
  bytes: number,
  out: number,
  stride: number,
) => void

const [a, b, end, bytes, out, stride] = [0, 1, 2, 3, 4, 5]
const lefts = [a, 6, 7, 8]
const outs = [out, 9, 10, 11]
const rights = [b, 12]
const at = 13
const left = 14
const loaded = [15, 16]
const sums = lefts.map((_, n) => [17 + 2 * n, 18 + 2 * n])

/** Eight products at once, so that each number loaded is used two or four times. */
const accumulate = [0, 16].flatMap((offset) => [
  ...rights.map((right, m) => set(loaded[m], vector.load(add(get(right), get(at)), offset))),
  ...lefts.flatMap((pointer, n) => [
    set(left, vector.load(add(get(pointer), get(at)), offset)),
    ...sums[n].map((sum, m) => set(sum, vector.multiplyAdd(get(left), get(loaded[m]), get(sum)))),
  ]),
])

const module = assemble([
  {
    name: 'dotProducts',
    parameters: [i32, i32, i32, i32, i32, i32],
    results: [],
    locals: [...new Array(8).fill(i32), ...new Array(11).fill(v128)],
    body: [
      ...[1, 2, 3].flatMap((n) => [
        set(lefts[n], add(get(lefts[n - 1]), get(bytes))),
        set(outs[n], add(get(outs[n - 1]), get(stride))),
      ]),
      repeatWhile(lessThan(get(b), get(end)), [
        set(rights[1], add(get(b), get(bytes))),
        set(at, constant(0)),
        ...sums.flat().map((sum) => set(sum, vector.zero)),
        repeatWhile(lessThan(get(at), get(bytes)), [...accumulate, set(at, add(get(at), constant(32)))]),
        ...outs.flatMap((pointer, n) => [
          ...sums[n].map((sum, m) => single.store(get(pointer), vector.sum(sum), 4 * m)),
          set(pointer, add(get(pointer), constant(8))),
        ]),
        set(b, add(get(rights[1]), get(bytes))),
      ]),
    ],
  },
])

/** The products of vectors in this memory. */
export function dotProductsIn(memory: WebAssembly.Memory): DotProducts {
  return new WebAssembly.Instance(module, { js: { memory } }).exports.dotProducts as DotProducts
}
