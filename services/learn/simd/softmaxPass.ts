import {
  add,
  advance,
  assemble,
  type Code,
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
 * Probabilities of classes for the rows of panels, and what these add to the loss and to the gradient: all in one pass,
 * for which a row is read from memory once. At byte 0 lie `exponentialConstants`.
 *
 * @param panel - byte of the first panel; so is `end` behind the last
 * @param width - bytes of a panel
 * @param used - bytes of the columns that have weights
 * @param weights - byte of the weights: of the first class for each column, then of the second
 * @param gradient - byte of a pair of sums for each weight
 * @param labels - byte of the rows' classes, from 0; -1 for one that adds nothing but 0 to its largest score
 * @param out - byte of the probabilities: for each panel and class those of its rows
 * @param outBytes - of the probabilities of a panel
 * @param totals - byte of `passTotals`
 */
export type SoftmaxPass = (
  panel: number,
  end: number,
  width: number,
  used: number,
  weights: number,
  gradient: number,
  labels: number,
  out: number,
  outBytes: number,
  totals: number,
) => void

/**
 * Pairs at `totals`: 0 the score of the class without weights; 1 and 2 what classes are counted by and from, 1 and 0;
 * 3 the sum of largest scores less those of the rows' classes; from 4 products of the sums of exponentials, which with
 * the largest score add their logarithms to the loss.
 */
export const passTotals = { floor: 0, one: 2, loss: 6, products: 8, length: 16 } as const

const [panel, end, width, used, weights, gradient, labels, out, outBytes, totals] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
]
const [x, xEnd, weight, slope, p, pEnd] = [10, 11, 12, 13, 14, 15]
const four = Array.from({ length: panelPairs }, (_, k) => k)
const locals = (first: number) => four.map((k) => first + k)
const values = locals(16)
const scratch = [...locals(20), ...locals(24)]
const largest = locals(28)
const sums = locals(32)
const products = locals(36)
const [loss, label, factor] = [40, 41, 42]

const each = (make: (k: number, offset: number) => Code) => four.map((k) => make(k, k * pairBytes))
const total = (index: number) => vector.load(get(totals), index * pairBytes)
const isLabel = (offset: number) => pair.equal(vector.load(get(labels), offset), get(label))

const forEachColumn = (body: readonly Code[]) => [
  set(x, get(panel)),
  repeatWhile(lessThan(get(x), get(xEnd)), [...body, advance(x, columnBytes)]),
]
const forEachClass = (body: readonly Code[]) => [
  set(p, get(out)),
  set(label, total(2)),
  repeatWhile(lessThan(get(p), get(pEnd)), [
    ...body,
    set(label, pair.add(get(label), total(1))),
    advance(p, columnBytes),
  ]),
]

const scores = [
  ...each((k) => set(values[k], vector.zero)),
  ...forEachColumn([
    set(factor, pair.loadSplat(get(weight))),
    ...each((k, offset) =>
      set(values[k], pair.multiplyAdd(vector.load(get(x), offset), get(factor), get(values[k]))),
    ),
    advance(weight, 8),
  ]),
  ...each((k, offset) => vector.store(get(p), get(values[k]), offset)),
  ...each((k) => set(largest[k], pair.maximum(get(largest[k]), get(values[k])))),
  ...each((k, offset) => set(loss, pair.subtract(get(loss), vector.and(isLabel(offset), get(values[k]))))),
]
const exponentialsOfScores = [
  ...each((k, offset) => set(values[k], pair.subtract(vector.load(get(p), offset), get(largest[k])))),
  ...exponentials(values, scratch),
  ...each((k, offset) => vector.store(get(p), get(values[k]), offset)),
  ...each((k) => set(sums[k], pair.add(get(sums[k]), get(values[k])))),
]
const slopes = [
  ...each((k, offset) => set(values[k], pair.multiply(vector.load(get(p), offset), get(sums[k])))),
  ...each((k, offset) => vector.store(get(p), get(values[k]), offset)),
  ...each((k, offset) =>
    set(values[k], pair.subtract(get(values[k]), vector.and(isLabel(offset), total(1)))),
  ),
  ...forEachColumn([
    set(factor, vector.load(get(slope))),
    ...each((k, offset) =>
      set(factor, pair.multiplyAdd(vector.load(get(x), offset), get(values[k]), get(factor))),
    ),
    vector.store(get(slope), get(factor)),
    advance(slope, pairBytes),
  ]),
]

const ofPanel = [
  set(xEnd, add(get(panel), get(used))),
  set(pEnd, add(get(out), get(outBytes))),
  set(weight, get(weights)),
  set(slope, get(gradient)),
  ...each((k) => set(largest[k], total(0))),
  ...forEachClass(scores),
  ...each((k) => set(loss, pair.add(get(loss), get(largest[k])))),
  ...each((k) => set(values[k], pair.subtract(total(0), get(largest[k])))),
  ...exponentials(values, scratch),
  ...each((k) => set(sums[k], get(values[k]))),
  ...forEachClass(exponentialsOfScores),
  ...each((k) => set(products[k], pair.multiply(get(products[k]), get(sums[k])))),
  ...each((k) => set(sums[k], pair.divide(total(1), get(sums[k])))),
  ...forEachClass(slopes),
  set(panel, add(get(panel), get(width))),
  set(out, get(pEnd)),
  advance(labels, columnBytes),
]

const module = assemble([
  {
    name: 'softmaxPass',
    parameters: new Array(10).fill(i32),
    results: [],
    locals: [...new Array(6).fill(i32), ...new Array(27).fill(v128)],
    body: [
      set(loss, total(3)),
      ...each((k) => set(products[k], total(4 + k))),
      repeatWhile(lessThan(get(panel), get(end)), ofPanel),
      vector.store(get(totals), get(loss), 3 * pairBytes),
      ...each((k) => vector.store(get(totals), get(products[k]), (4 + k) * pairBytes)),
    ],
  },
])

export function softmaxPassIn(memory: WebAssembly.Memory): SoftmaxPass {
  return instantiate<{ softmaxPass: SoftmaxPass }>(module, memory).softmaxPass
}
