import { add, assemble, get, i32, lessThan, pair, repeatWhile, set, v128, vector } from './assemble.ts'

/** Rows and columns of a block. */
export const blockSize = 4

/**
 * Adds to a block of 4 x 4 sums the products of four columns with four others.
 *
 * @param a - byte of the first row's four numbers; so is `b`
 * @param end - byte behind the last row of `a`
 * @param width - bytes of a row, and of a row of the sums
 * @param sums - byte of the block's first sum
 */
export type AddProducts = (a: number, b: number, end: number, width: number, sums: number) => void

const [a, b, end, width, sums, left, right] = [0, 1, 2, 3, 4, 5, 6]
const firstTotal = 7
const total = (row: number, half: number) => firstTotal + 2 * row + half
const rows = [0, 1, 2, 3]
const halves = [left, right]

const accumulate = rows.flatMap((row) =>
  halves.map((factor, half) => {
    const product = pair.multiply(pair.loadSplat(get(a), 8 * row), get(factor))
    return set(total(row, half), pair.add(get(total(row, half)), product))
  }),
)
const store = rows.flatMap((row) => [
  ...halves.map((_, half) =>
    vector.store(get(sums), pair.add(vector.load(get(sums), 16 * half), get(total(row, half))), 16 * half),
  ),
  set(sums, add(get(sums), get(width))),
])

const module = assemble([
  {
    name: 'addProducts',
    parameters: [i32, i32, i32, i32, i32],
    results: [],
    locals: new Array(10).fill(v128),
    body: [
      repeatWhile(lessThan(get(a), get(end)), [
        ...halves.map((factor, half) => set(factor, vector.load(get(b), 16 * half))),
        ...accumulate,
        ...[a, b].map((pointer) => set(pointer, add(get(pointer), get(width)))),
      ]),
      ...store,
    ],
  },
])

const pageBytes = 65_536
const memory = new WebAssembly.Memory({ initial: 1 })
const instance = new WebAssembly.Instance(module, { js: { memory } })

export const addProducts = instance.exports.addProducts as AddProducts

/** The kernel's memory, at least that many doubles of it; what was there before is overwritten, and old views end. */
export function productMemory(doubles: number): Float64Array {
  const missing = Math.ceil((doubles * 8) / pageBytes) - memory.buffer.byteLength / pageBytes
  if (missing > 0) memory.grow(missing)
  return new Float64Array(memory.buffer, 0, doubles)
}
