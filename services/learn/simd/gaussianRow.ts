import {
  add,
  advance,
  assemble,
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
import { exponentials } from './exponential.ts'
import { columnBytes, pairBytes, panelPairs } from './panels.ts'

/**
 * The gaussian kernel exp(-gamma |x - z|^2) of one row with the rows of panels. At byte 0 lie `exponentialConstants`.
 *
 * @param panel - byte of the first panel; so is `end` behind the last
 * @param width - bytes of a panel
 * @param row - byte of -gamma, and 8 bytes later of the row's numbers
 * @param out - byte at which the kernels go, row by row
 */
export type GaussianRow = (panel: number, end: number, width: number, row: number, out: number) => void

const [panel, end, width, row, out, panelEnd, at, factor] = [0, 1, 2, 3, 4, 5, 6, 7]
const locals = (first: number) => Array.from({ length: panelPairs }, (_, k) => first + k)
const values = locals(8)
const differences = locals(12)
const scratch = [...differences, ...locals(16)]
const accumulate = [
  advance(at, 8),
  set(factor, pair.loadSplat(get(at))),
  ...values.flatMap((value, k) => [
    set(differences[k], pair.subtract(vector.load(get(panel), k * pairBytes), get(factor))),
    set(value, pair.multiplyAdd(get(differences[k]), get(differences[k]), get(value))),
  ]),
  advance(panel, columnBytes),
]

const module = assemble([
  {
    name: 'gaussianRow',
    parameters: new Array(5).fill(i32),
    results: [],
    locals: [i32, i32, ...new Array(13).fill(v128)],
    body: [
      repeatWhile(lessThan(get(panel), get(end)), [
        set(panelEnd, add(get(panel), get(width))),
        set(at, get(row)),
        ...values.map((value) => set(value, vector.zero)),
        repeatWhile(lessThan(get(panel), get(panelEnd)), accumulate),
        set(factor, pair.loadSplat(get(row))),
        ...values.map((value) => set(value, pair.multiply(get(value), get(factor)))),
        ...exponentials(values, scratch),
        ...values.map((value, k) => vector.store(get(out), get(value), k * pairBytes)),
        advance(out, columnBytes),
      ]),
    ],
  },
])

export function gaussianRowIn(memory: WebAssembly.Memory): GaussianRow {
  return instantiate<{ gaussianRow: GaussianRow }>(module, memory).gaussianRow
}
