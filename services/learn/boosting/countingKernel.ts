import {
  add,
  assemble,
  constant,
  double,
  get,
  i32,
  instantiate,
  lessThan,
  load,
  load16,
  multiply,
  pair,
  repeatWhile,
  set,
  shiftLeft,
  v128,
  vector,
  type WasmFunction,
} from '../simd/assemble.ts'
import { LANES } from './positions.ts'

/**
 * Adds what is packed of rows to the places of eight lanes of a histogram. All but `rowBytes` are bytes in memory.
 *
 * @param order - where the numbers of the rows begin; they end before `end`, and there is one at least
 * @param packed - of row 0: one double per row, or two
 * @param positions - of row 0 and the first of the lanes
 * @param rowBytes - from the positions of a row to those of the next
 */
export type CountLanes = (
  histogram: number,
  order: number,
  end: number,
  packed: number,
  positions: number,
  rowBytes: number,
) => void

const [histogram, order, end, packed, positions, rowBytes, row, place, value] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

/** A row's eight lanes are written out; a gradient and its hessian are added as one vector. */
function countLanes(name: string, stride: 1 | 2, bytesPerPosition: 2 | 4): WasmFunction {
  const bits = stride === 2 ? 4 : 3
  const addressOfRow = add(get(packed), shiftLeft(load(get(order)), bits))
  const loadPosition = bytesPerPosition === 2 ? load16 : load
  const addToPlace =
    stride === 2
      ? vector.store(get(place), pair.add(vector.load(get(place)), get(value)))
      : double.store(get(place), double.add(double.load(get(place)), pair.first(get(value))))
  const lanes = Array.from({ length: LANES }, (_, lane) => [
    set(place, add(get(histogram), shiftLeft(loadPosition(get(row), lane * bytesPerPosition), bits))),
    addToPlace,
  ])
  const body = [
    set(value, stride === 2 ? vector.load(addressOfRow) : pair.loadFirst(addressOfRow)),
    set(row, add(get(positions), multiply(load(get(order)), get(rowBytes)))),
    ...lanes.flat(),
    set(order, add(get(order), constant(4))),
  ]
  return {
    name,
    parameters: [i32, i32, i32, i32, i32, i32],
    results: [],
    locals: [i32, i32, v128],
    body: [repeatWhile(lessThan(get(order), get(end)), body)],
  }
}

const module = assemble([
  countLanes('count1of2', 1, 2),
  countLanes('count1of4', 1, 4),
  countLanes('count2of2', 2, 2),
  countLanes('count2of4', 2, 4),
])

/** The kernel for so many doubles per row, and positions of so many bytes. */
export function countLanesIn(memory: WebAssembly.Memory, stride: 1 | 2, bytesPerPosition: 2 | 4): CountLanes {
  return instantiate<Record<string, CountLanes>>(module, memory)[`count${stride}of${bytesPerPosition}`]
}
