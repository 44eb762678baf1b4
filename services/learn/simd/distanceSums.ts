import {
  add,
  assemble,
  constant,
  get,
  i32,
  instantiate,
  lessThan,
  pair,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'
import { takeDoubles } from './memory.ts'

/** Rows whose distances are summed at once. */
export const atOnce = 8

/**
 * Sums of the Euclidean distances of eight rows from others.
 *
 * @param other - byte of the first of the others
 * @param end - byte behind the last, not the first
 * @param width - bytes of each
 * @param rows - byte of the eight rows' first numbers; their next come 64 bytes later
 * @param out - byte at which the eight sums go
 */
type DistanceSums = (other: number, end: number, width: number, rows: number, out: number) => void

const [other, end, width, rows, out] = [0, 1, 2, 3, 4]
const [at, otherEnd] = [5, 6]
const [value, difference] = [7, 8]
const pairs = [0, 1, 2, 3]
const square = (n: number) => 9 + n
const sum = (n: number) => 13 + n

const accumulate = [
  set(value, pair.loadSplat(get(other))),
  ...pairs.flatMap((n) => [
    set(difference, pair.subtract(vector.load(get(at), 16 * n), get(value))),
    set(square(n), pair.add(get(square(n)), pair.multiply(get(difference), get(difference)))),
  ]),
  set(other, add(get(other), constant(8))),
  set(at, add(get(at), constant(64))),
]

const module = assemble([
  {
    name: 'distanceSums',
    parameters: [i32, i32, i32, i32, i32],
    results: [],
    locals: [i32, i32, ...new Array(10).fill(v128)],
    body: [
      repeatWhile(lessThan(get(other), get(end)), [
        ...pairs.map((n) => set(square(n), vector.zero)),
        set(otherEnd, add(get(other), get(width))),
        set(at, get(rows)),
        repeatWhile(lessThan(get(other), get(otherEnd)), accumulate),
        ...pairs.map((n) => set(sum(n), pair.add(get(sum(n)), pair.root(get(square(n)))))),
      ]),
      ...pairs.map((n) => vector.store(get(out), get(sum(n)), 16 * n)),
    ],
  },
])

/** Rows, and the sums of some rows' distances from them. */
export interface Distances {
  /** count x columns, to be filled. */
  readonly others: Float64Array
  /** columns x 8, to be filled. */
  readonly rows: Float64Array
  /** Of each of the eight rows, to the others from `start` up to, not including, `end`: not none. */
  measure(start: number, end: number): Float64Array
  /** Lets the next have the memory: nothing is to be used afterwards. */
  release(): void
}

/** @throws RangeError if so many do not fit into the 4 GiB of a memory */
export function createDistances(count: number, columns: number): Distances {
  const { memory, arrays, release } = takeDoubles(
    { name: 'features', rows: count, columns },
    {
      others: count * columns,
      rows: columns * atOnce,
      sums: atOnce,
    },
  )
  const { others, rows, sums } = arrays
  const { distanceSums } = instantiate<{ distanceSums: DistanceSums }>(module, memory)
  const bytes = columns * 8
  return {
    others,
    rows,
    measure(start, end) {
      const first = others.byteOffset
      distanceSums(first + start * bytes, first + end * bytes, bytes, rows.byteOffset, sums.byteOffset)
      return sums
    },
    release,
  }
}
