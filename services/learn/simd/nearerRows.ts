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
 * Squared distances of blocks of eight rows, as `nearestCentres` has them, from centres, of single precision.
 *
 * @param block - byte of the first block
 * @param end - byte behind the last block
 * @param width - bytes of a block
 * @param centre - byte of the first number of a centre; the next come 16 bytes apart
 * @param nearest - byte of the rows' squared distances from the nearest centre so far
 * @param out - byte at which four sums go that are to be added: of what the rows would come nearer in all, for each
 *   of four centres, four of whose numbers lie one beside the other; or of what is nearest now
 */
export type NearerRows = (
  block: number,
  end: number,
  width: number,
  centre: number,
  nearest: number,
  out: number,
) => void

const [block, end, width, centre, nearest, out] = [0, 1, 2, 3, 4, 5]
const [at, blockEnd, other] = [6, 7, 8]
const halves = [0, 1]
const values = [9, 10]
const [factor, difference] = [11, 12]
const total = (n: number) => 13 + n
const square = (n: number, half: number) => 17 + 2 * n + half

const squares = (centres: readonly number[]) => [
  ...centres.flatMap((n) => halves.map((half) => set(square(n, half), vector.zero))),
  set(blockEnd, add(get(block), get(width))),
  set(at, add(get(block), constant(32))),
  set(other, get(centre)),
  repeatWhile(lessThan(get(at), get(blockEnd)), [
    ...halves.map((half) => set(values[half], vector.load(get(at), 16 * half))),
    ...centres.flatMap((n) => [
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
  ]),
]

const overRows = (name: string, centres: readonly number[], ofBlock: readonly (readonly number[])[]) => ({
  name,
  parameters: [i32, i32, i32, i32, i32, i32] as const,
  results: [],
  locals: [...new Array(3).fill(i32), ...new Array(16).fill(v128)],
  body: [
    repeatWhile(lessThan(get(block), get(end)), [
      ...squares(centres),
      ...ofBlock,
      set(nearest, add(get(nearest), constant(32))),
      set(block, get(blockEnd)),
    ]),
    ...centres.map((n) => vector.store(get(out), get(total(n)), 16 * n)),
  ],
})

const four = [0, 1, 2, 3]
const gain = (n: number, half: number) =>
  vector.maximum(vector.zero, vector.subtract(vector.load(get(nearest), 16 * half), get(square(n, half))))

const module = assemble([
  overRows(
    'gains',
    four,
    four.flatMap((n) => halves.map((half) => set(total(n), vector.add(get(total(n)), gain(n, half))))),
  ),
  overRows(
    'approach',
    [0],
    halves.flatMap((half) => [
      set(values[half], vector.minimum(vector.load(get(nearest), 16 * half), get(square(0, half)))),
      vector.store(get(nearest), get(values[half]), 16 * half),
      set(total(0), vector.add(get(total(0)), get(values[half]))),
    ]),
  ),
])

/** Both in this memory. */
export function nearerRowsIn(memory: WebAssembly.Memory): {
  readonly gains: NearerRows
  readonly approach: NearerRows
} {
  return instantiate(module, memory)
}
