import {
  add,
  advance,
  assemble,
  type Code,
  constant,
  get,
  i32,
  instantiate,
  lessThan,
  or,
  quad,
  repeatWhile,
  set,
  shiftLeft,
  store,
  v128,
  vector,
  when,
} from './assemble.ts'

/** Vectors that lie together, number by number: the first of each, then the second of each. */
export const together = { few: 6, many: 8 } as const
/** Numbers of each vector are a multiple of this. */
export const unrolled = 2
/**
 * Of a find: eight products, then as 32 bits where the eight of the many begin in what is enough for them, which of the six
 * it is, and bits: which products are enough for that one, then which are for each of the eight.
 */
export const findBytes = 44

/**
 * Products of six vectors with each of many, of single precision, with errors that may differ from one machine to
 * another. Of each vector with the eight of the many that lie together, they are found if one of the products is at least
 * what is enough for either vector. The six lie together.
 *
 * @param few - byte at which the six begin
 * @param many - byte at which the many begin
 * @param end - byte behind the last of them
 * @param bytes - of eight of them
 * @param fewEnough - byte of what is enough for each of the six
 * @param manyEnough - byte of what is enough for each of the many
 * @param finds - byte at which the finds go
 * @returns the byte behind the last find
 */
export type LikelyPairs = (
  few: number,
  many: number,
  end: number,
  bytes: number,
  fewEnough: number,
  manyEnough: number,
  finds: number,
) => number

const [few, many, end, bytes, fewEnough, manyEnough, finds, at, manyEnd, enough] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
]
const halves = [10, 11]
const factor = 12
const sums = Array.from({ length: together.few }, (_, n) => [13 + 2 * n, 14 + 2 * n])
/** Twelve sums at once, as many as there are registers for. */
const accumulate = Array.from({ length: unrolled }, (_, number) => [
  ...halves.map((half, m) => set(half, vector.load(get(many), 32 * number + 16 * m))),
  ...sums.flatMap((both, n) => [
    set(factor, vector.loadSplat(get(at), 4 * (together.few * number + n))),
    ...both.map((sum, m) => set(sum, vector.multiplyAdd(get(factor), get(halves[m]), get(sum)))),
  ]),
]).flat()

/** Bits of the products that are enough. */
const bits = ([first, second]: readonly number[], [a, b]: readonly number[]): Code =>
  or(
    quad.mask(vector.atLeast(get(first), get(a))),
    shiftLeft(quad.mask(vector.atLeast(get(second), get(b))), 4),
  )

const find = (both: readonly number[], n: number): Code[] => [
  set(factor, vector.loadSplat(get(fewEnough), 4 * n)),
  set(enough, or(bits(both, [factor, factor]), shiftLeft(bits(both, halves), 8))),
  when(get(enough), [
    ...both.map((sum, m) => vector.store(get(finds), get(sum), 16 * m)),
    store(get(finds), get(manyEnough), 32),
    store(get(finds), constant(n), 36),
    store(get(finds), get(enough), 40),
    advance(finds, findBytes),
  ]),
]

const module = assemble([
  {
    name: 'likelyPairs',
    parameters: new Array(7).fill(i32),
    results: [i32],
    locals: [i32, i32, i32, ...new Array(15).fill(v128)],
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
        ...halves.map((half, m) => set(half, vector.load(get(manyEnough), 16 * m))),
        ...sums.flatMap(find),
        advance(manyEnough, 4 * together.many),
      ]),
      get(finds),
    ],
  },
])

/** The search in this memory. */
export function likelyPairsIn(memory: WebAssembly.Memory): LikelyPairs {
  return instantiate<{ likelyPairs: LikelyPairs }>(module, memory).likelyPairs
}
