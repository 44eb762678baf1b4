import {
  add,
  assemble,
  type Code,
  constant,
  f64,
  get,
  i32,
  instantiate,
  lessThan,
  multiply,
  pair,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'

/**
 * Puts rows of double precision into blocks of eight of single precision: a head for each row, then eight numbers of each
 * column.
 *
 * @param row - byte of the first row; they are a multiple of eight
 * @param end - byte behind the last, not the first
 * @param width - bytes of a row
 * @param shifts - byte of what is subtracted from each column
 * @param block - byte at which the blocks go
 * @param squares - byte of four pairs to which the rows' sums of squares are added
 * @param scale - what the differences are multiplied by
 * @param share - a row's head is this share of its sum of squares, and `least` more
 */
export type FillBlocks = (
  row: number,
  end: number,
  width: number,
  shifts: number,
  block: number,
  squares: number,
  scale: number,
  share: number,
  least: number,
) => void

const [row, end, width, shifts, block, squares, scale, share, least] = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const [shift, shiftEnd, head] = [9, 10, 11]
const eight = [0, 1, 2, 3, 4, 5, 6, 7]
const pairs = [0, 1, 2, 3]
const halves = [0, 1]
const place = (n: number) => 12 + n
const number = (n: number) => 20 + n
const square = (n: number) => 24 + n
const [subtrahend, factor] = [28, 29]

const byHalves = (to: number, ofPair: (n: number) => Code) =>
  halves.map((half) =>
    vector.store(get(to), pair.toSingle(ofPair(2 * half), ofPair(2 * half + 1)), 16 * half),
  )

const column = [
  set(subtrahend, pair.loadSplat(get(shift))),
  ...pairs.flatMap((n) => [
    set(
      number(n),
      pair.multiply(
        pair.subtract(pair.gather(get(place(2 * n)), get(place(2 * n + 1))), get(subtrahend)),
        get(factor),
      ),
    ),
    set(square(n), pair.add(get(square(n)), pair.multiply(get(number(n)), get(number(n))))),
  ]),
  set(block, add(get(block), constant(32))),
  ...byHalves(block, (n) => get(number(n))),
  ...eight.map((n) => set(place(n), add(get(place(n)), constant(8)))),
  set(shift, add(get(shift), constant(8))),
]

const module = assemble([
  {
    name: 'fillBlocks',
    parameters: [i32, i32, i32, i32, i32, i32, f64, f64, f64],
    results: [],
    locals: [...new Array(11).fill(i32), ...new Array(10).fill(v128)],
    body: [
      set(factor, pair.splat(get(scale))),
      set(shiftEnd, add(get(shifts), get(width))),
      repeatWhile(lessThan(get(row), get(end)), [
        ...eight.map((n) => set(place(n), add(get(row), multiply(get(width), constant(n))))),
        ...pairs.map((n) => set(square(n), vector.zero)),
        set(head, get(block)),
        set(shift, get(shifts)),
        repeatWhile(lessThan(get(shift), get(shiftEnd)), column),
        ...byHalves(head, (n) =>
          pair.add(pair.multiply(get(square(n)), pair.splat(get(share))), pair.splat(get(least))),
        ),
        ...pairs.map((n) =>
          vector.store(get(squares), pair.add(vector.load(get(squares), 16 * n), get(square(n))), 16 * n),
        ),
        set(block, add(get(block), constant(32))),
        set(row, get(place(7))),
      ]),
    ],
  },
])

/** At work in this memory. */
export const fillBlocksIn = (memory: WebAssembly.Memory): FillBlocks =>
  instantiate<{ fillBlocks: FillBlocks }>(module, memory).fillBlocks
