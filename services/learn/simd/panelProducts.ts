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
import { columnBytes, pairBytes, panelPairs } from './panels.ts'

/** Columns on each side of a block. */
export const blockSize = 3

/** Pairs of sums of a block, which are to be added up. */
export const blockPairs = blockSize ** 2

/**
 * Adds to the block of sums at `sums` the products of three neighbouring columns of panels with three others.
 *
 * @param a - byte of the first of three columns in the first panel; so is `b`
 * @param end - byte behind the last panel, seen from `a`
 * @param width - bytes of a panel
 * @param sums - byte of the block's pairs of sums: of the first of `a` with each of `b`, then of the second
 * @param weights - byte of the weights of the first panel's rows; only where there are any
 */
export type PanelProducts = (
  a: number,
  b: number,
  end: number,
  width: number,
  sums: number,
  weights: number,
) => void

const [a, b, end, width, sums, weights] = [0, 1, 2, 3, 4, 5]
const [left, ...rights] = [6, 7, 8, 9]
const total = (i: number, j: number) => 10 + i * blockSize + j
const three = [0, 1, 2]
const everySum = three.flatMap((i) =>
  three.map((j) => ({ local: total(i, j), at: (i * blockSize + j) * pairBytes })),
)

const body = (weighted: boolean) => [
  ...everySum.map(({ local, at }) => set(local, vector.load(get(sums), at))),
  repeatWhile(lessThan(get(a), get(end)), [
    ...Array.from({ length: panelPairs }, (_, n) => n * pairBytes).flatMap((offset) => [
      ...rights.map((right, j) => set(right, vector.load(get(b), j * columnBytes + offset))),
      ...three.flatMap((i) => {
        const column = vector.load(get(a), i * columnBytes + offset)
        return [
          set(left, weighted ? pair.multiply(column, vector.load(get(weights), offset)) : column),
          ...rights.map((right, j) =>
            set(total(i, j), pair.multiplyAdd(get(left), get(right), get(total(i, j)))),
          ),
        ]
      }),
    ]),
    ...[a, b].map((pointer) => set(pointer, add(get(pointer), get(width)))),
    set(weights, add(get(weights), constant(columnBytes))),
  ]),
  ...everySum.map(({ local, at }) => vector.store(get(sums), get(local), at)),
]

const module = assemble(
  [false, true].map((weighted) => ({
    name: weighted ? 'weighted' : 'plain',
    parameters: new Array(6).fill(i32),
    results: [],
    locals: new Array(13).fill(v128),
    body: body(weighted),
  })),
)

export function panelProductsIn(memory: WebAssembly.Memory) {
  return instantiate<Readonly<Record<'plain' | 'weighted', PanelProducts>>>(module, memory)
}
