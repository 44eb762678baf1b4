import {
  add,
  assemble,
  constant,
  get,
  i32,
  instantiate,
  lessThan,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'

/**
 * Squared distances of blocks of eight rows, as `nearestCentres` has them, from the nearest centre, of single precision,
 * if there were one more centre: for each of four.
 *
 * @param block - byte of the first block
 * @param end - byte behind the last block
 * @param width - bytes of a block
 * @param centre - byte of the first numbers of the four; the next come 16 bytes later
 * @param nearest - byte of the rows' squared distances from the nearest centre so far
 * @param found - byte at which those with the first of the four go
 * @param apart - by so many bytes later those with the next
 * @param out - byte at which for each of the four go four sums, to be added
 */
export type NearerRows = (
  block: number,
  end: number,
  width: number,
  centre: number,
  nearest: number,
  found: number,
  apart: number,
  out: number,
) => void

const [block, end, width, centre, nearest, found, apart, out] = [0, 1, 2, 3, 4, 5, 6, 7]
const [at, blockEnd, other, place] = [8, 9, 10, 11]
const halves = [0, 1]
const four = [0, 1, 2, 3]
const values = [12, 13]
const [factor, difference] = [14, 15]
const total = (n: number) => 16 + n
const square = (n: number, half: number) => 20 + 2 * n + half

const accumulate = [
  ...halves.map((half) => set(values[half], vector.load(get(at), 16 * half))),
  ...four.flatMap((n) => [
    set(factor, vector.loadSplat(get(other), 4 * n)),
    ...halves.flatMap((half) => [
      set(difference, vector.subtract(get(values[half]), get(factor))),
      set(
        square(n, half),
        vector.add(get(square(n, half)), vector.multiply(get(difference), get(difference))),
      ),
    ]),
  ]),
  set(at, add(get(at), constant(32))),
  set(other, add(get(other), constant(16))),
]

const module = assemble([
  {
    name: 'nearerRows',
    parameters: [i32, i32, i32, i32, i32, i32, i32, i32],
    results: [],
    locals: [...new Array(4).fill(i32), ...new Array(16).fill(v128)],
    body: [
      repeatWhile(lessThan(get(block), get(end)), [
        ...four.flatMap((n) => halves.map((half) => set(square(n, half), vector.zero))),
        set(blockEnd, add(get(block), get(width))),
        set(at, add(get(block), constant(32))),
        set(other, get(centre)),
        repeatWhile(lessThan(get(at), get(blockEnd)), accumulate),
        ...halves.map((half) => set(values[half], vector.load(get(nearest), 16 * half))),
        set(place, get(found)),
        ...four.flatMap((n) => [
          ...halves.flatMap((half) => [
            set(square(n, half), vector.minimum(get(values[half]), get(square(n, half)))),
            vector.store(get(place), get(square(n, half)), 16 * half),
            set(total(n), vector.add(get(total(n)), get(square(n, half)))),
          ]),
          set(place, add(get(place), get(apart))),
        ]),
        set(nearest, add(get(nearest), constant(32))),
        set(found, add(get(found), constant(32))),
        set(block, get(blockEnd)),
      ]),
      ...four.map((n) => vector.store(get(out), get(total(n)), 16 * n)),
    ],
  },
])

/** At work in this memory. */
export const nearerRowsIn = (memory: WebAssembly.Memory): NearerRows =>
  instantiate<{ nearerRows: NearerRows }>(module, memory).nearerRows
