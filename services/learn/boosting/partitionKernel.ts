import {
  add,
  assemble,
  constant,
  copy,
  get,
  i32,
  instantiate,
  lessThan,
  load,
  load8,
  repeatWhile,
  set,
  shiftLeft,
  store,
  subtract,
} from '../simd/assemble.ts'

/**
 * Moves those of some rows to the front whose code is marked, both sides keeping their order. There is no branch to
 * mispredict: every row is written to both sides, and stays on one. All parameters are bytes in memory.
 *
 * @param order - where the numbers of the rows begin; they end before `end`, and there is one at least
 * @param column - the code of row 0
 * @param leftCodes - 256 flags, 0 or 1
 * @param scratch - room for as many numbers
 * @returns where the right side begins
 */
export type Partition = (
  order: number,
  end: number,
  column: number,
  leftCodes: number,
  scratch: number,
) => number

const [order, end, column, leftCodes, scratch, left, right, row, step] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

const module = assemble([
  {
    name: 'partition',
    parameters: [i32, i32, i32, i32, i32],
    results: [i32],
    locals: [i32, i32, i32, i32],
    body: [
      set(left, get(order)),
      set(right, get(scratch)),
      repeatWhile(lessThan(get(order), get(end)), [
        set(row, load(get(order))),
        store(get(left), get(row)),
        store(get(right), get(row)),
        set(step, shiftLeft(load8(add(get(leftCodes), load8(add(get(column), get(row))))), 2)),
        set(left, add(get(left), get(step))),
        set(right, add(get(right), subtract(constant(4), get(step)))),
        set(order, add(get(order), constant(4))),
      ]),
      copy(get(left), get(scratch), subtract(get(right), get(scratch))),
      get(left),
    ],
  },
])

export const partitionIn = (memory: WebAssembly.Memory): Partition =>
  instantiate<{ partition: Partition }>(module, memory).partition
