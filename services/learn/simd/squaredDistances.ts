import {
  add,
  assemble,
  constant,
  get,
  i32,
  lessThan,
  pair,
  repeatWhile,
  set,
  v128,
  vector,
} from './assemble.ts'

/**
 * Squared distances of rows from targets, four targets at once.
 *
 * @param row - byte of the first row
 * @param end - byte behind the last row
 * @param width - bytes of a row
 * @param target - byte of the first numbers of the targets; their second numbers come `stride` bytes later
 * @param stride - a multiple of 32
 * @param out - byte at which the distances go, row by row
 */
type SquaredDistances = (
  row: number,
  end: number,
  width: number,
  target: number,
  stride: number,
  out: number,
) => void

const [row, end, width, target, stride, out] = [0, 1, 2, 3, 4, 5]
const [rowEnd, block, lastBlock, at, other] = [6, 7, 8, 9, 10]
const value = 11
const sums = [12, 13]
const differences = [14, 15]

const accumulate = sums.flatMap((sum, half) => [
  set(differences[half], pair.subtract(get(value), vector.load(get(other), 16 * half))),
  set(sum, pair.add(get(sum), pair.multiply(get(differences[half]), get(differences[half])))),
])
const ofBlock = [
  set(at, get(row)),
  set(other, get(block)),
  ...sums.map((sum) => set(sum, vector.zero)),
  repeatWhile(lessThan(get(at), get(rowEnd)), [
    set(value, pair.loadSplat(get(at))),
    ...accumulate,
    set(at, add(get(at), constant(8))),
    set(other, add(get(other), get(stride))),
  ]),
  ...sums.map((sum, half) => vector.store(get(out), get(sum), 16 * half)),
  ...[out, block].map((pointer) => set(pointer, add(get(pointer), constant(32)))),
]

const module = assemble([
  {
    name: 'squaredDistances',
    parameters: [i32, i32, i32, i32, i32, i32],
    results: [],
    locals: [...new Array(5).fill(i32), ...new Array(5).fill(v128)],
    body: [
      repeatWhile(lessThan(get(row), get(end)), [
        set(rowEnd, add(get(row), get(width))),
        set(block, get(target)),
        set(lastBlock, add(get(target), get(stride))),
        repeatWhile(lessThan(get(block), get(lastBlock)), ofBlock),
        set(row, get(rowEnd)),
      ]),
    ],
  },
])

/** Rows, and the distances of some of them from a few targets. */
export interface Distances {
  /** rows x columns, to be filled. */
  readonly data: Float64Array
  /** Sets the targets, `count` rows of as many columns. */
  aim(targets: Float64Array, count: number): void
  /** Numbers in `squares` for each row. */
  readonly step: number
  /** Squared distances of the rows from `start` up to, not including, `end`: at most `atOnce`. */
  measure(start: number, end: number): Float64Array
}

export const atOnce = 256
const pageBytes = 65_536
const padded = (count: number) => Math.ceil(count / 4) * 4

/** @throws RangeError if rows and targets do not fit into the 4 GiB of a memory */
export function createDistances(rows: number, columns: number, mostTargets: number): Distances {
  const targetStart = Math.ceil((rows * columns) / 2) * 16
  const outStart = targetStart + columns * padded(mostTargets) * 8
  const bytes = outStart + atOnce * padded(mostTargets) * 8
  const pages = Math.ceil(bytes / pageBytes)
  if (pages >= 65_536) {
    throw new RangeError(
      `features: ${rows} x ${columns} with ${mostTargets} clusters need ${bytes} bytes, above 4 GiB`,
    )
  }
  const memory = new WebAssembly.Memory({ initial: pages })
  const { exports } = new WebAssembly.Instance(module, { js: { memory } })
  const squaredDistances = exports.squaredDistances as SquaredDistances
  const transposed = new Float64Array(memory.buffer, targetStart, columns * padded(mostTargets))
  const squares = new Float64Array(memory.buffer, outStart, atOnce * padded(mostTargets))
  const width = columns * 8
  let step = padded(mostTargets)
  return {
    data: new Float64Array(memory.buffer, 0, rows * columns),
    get step() {
      return step
    },
    aim(targets, count) {
      step = padded(count)
      for (let c = 0; c < columns; c++) {
        for (let k = 0; k < count; k++) transposed[c * step + k] = targets[k * columns + c]
      }
    },
    measure(start, end) {
      squaredDistances(start * width, end * width, width, targetStart, step * 8, outStart)
      return squares
    },
  }
}
