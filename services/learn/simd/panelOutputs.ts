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
import { columnBytes, pairBytes, panelPairs } from './panels.ts'

/**
 * Products of the rows of panels with one vector.
 *
 * @param panel - byte of the first panel; so is `end` behind the last
 * @param width - bytes of a panel
 * @param weights - byte of the vector, a number for each column of a panel
 * @param out - byte at which the products go, row by row
 */
export type PanelOutputs = (panel: number, end: number, width: number, weights: number, out: number) => void

const [panel, end, width, weights, out] = [0, 1, 2, 3, 4]
const [panelEnd, weight, factor, firstSum] = [5, 6, 7, 8]
const sums = Array.from({ length: panelPairs }, (_, k) => firstSum + k)
const module = assemble([
  {
    name: 'panelOutputs',
    parameters: new Array(5).fill(i32),
    results: [],
    locals: [i32, i32, ...new Array(1 + panelPairs).fill(v128)],
    body: [
      repeatWhile(lessThan(get(panel), get(end)), [
        set(panelEnd, add(get(panel), get(width))),
        set(weight, get(weights)),
        ...sums.map((sum) => set(sum, vector.zero)),
        repeatWhile(lessThan(get(panel), get(panelEnd)), [
          set(factor, pair.loadSplat(get(weight))),
          ...sums.map((sum, k) =>
            set(sum, pair.multiplyAdd(vector.load(get(panel), k * pairBytes), get(factor), get(sum))),
          ),
          advance(panel, columnBytes),
          advance(weight, 8),
        ]),
        ...sums.map((sum, k) => vector.store(get(out), get(sum), k * pairBytes)),
        advance(out, columnBytes),
      ]),
    ],
  },
])

export function panelOutputsIn(memory: WebAssembly.Memory): PanelOutputs {
  return instantiate<{ panelOutputs: PanelOutputs }>(module, memory).panelOutputs
}
