import {
  add,
  assemble,
  type Code,
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

/** Pairs of numbers that the functions below read, and write again where they look for the best. */
export const search = {
  /** Read: what is added to the gradient per difference of kernels. Or highest, which the second is measured from. */
  given: 0,
  /** Least of gradient and penalty, of even and of odd variables. */
  least: 1,
  /** Where that is. */
  leastAt: 2,
  /** Read: kernel of the first's row with itself. */
  own: 3,
  /** Greatest of gradient less penalty. */
  greatest: 4,
  /** Greatest gain. */
  gain: 5,
  /** Where that is. */
  gainAt: 6,
  /** Variables at which they begin. */
  at: 7,
  /** Read: two. */
  two: 8,
  /** Read: least curvature. */
  curvature: 9,
  length: 20,
} as const

export interface WorkingSet {
  /**
   * Adds `given` times the difference of the kernels of two rows to the gradient, and looks for the least of gradient and
   * penalty.
   *
   * @param gradient - byte at which it begins; so are the others; `end` behind it
   */
  first(gradient: number, end: number, penalty: number, kernel: number, other: number, state: number): void
  /** Looks for the variable that gains most beside the first, by second-order information. */
  second(
    gradient: number,
    end: number,
    penalty: number,
    kernel: number,
    diagonal: number,
    state: number,
  ): void
}

const [gradient, end, penalty, kernel, other, state] = [0, 1, 2, 3, 4, 5]
const [given, best, bestAt, at, two, value, mask, own, greatest, curvature] = [
  6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
]
/** Of variables per turn: a multiple of a pair's, as unrolled. */
const turn = [0, 16, 32, 48]
const read = (local: number, index: number) => set(local, vector.load(get(state), 16 * index))
const write = (local: number, index: number) => vector.store(get(state), get(local), 16 * index)
const take = [
  set(best, vector.select(get(value), get(best), get(mask))),
  set(bestAt, vector.select(get(at), get(bestAt), get(mask))),
  set(at, pair.add(get(at), get(two))),
]
const parameters = new Array(6).fill(i32)
const locals = new Array(10).fill(v128)
const overAll = (body: (offset: number) => readonly Code[]) =>
  repeatWhile(lessThan(get(gradient), get(end)), [
    ...turn.flatMap(body),
    ...[gradient, penalty, kernel, other].map((pointer) => set(pointer, add(get(pointer), constant(64)))),
  ])

const module = assemble([
  {
    name: 'first',
    parameters,
    results: [],
    locals,
    body: [
      read(given, search.given),
      read(best, search.least),
      read(bestAt, search.leastAt),
      read(at, search.at),
      read(two, search.two),
      overAll((offset) => [
        set(value, pair.subtract(vector.load(get(kernel), offset), vector.load(get(other), offset))),
        set(value, pair.multiplyAdd(get(given), get(value), vector.load(get(gradient), offset))),
        vector.store(get(gradient), get(value), offset),
        set(value, pair.add(get(value), vector.load(get(penalty), offset))),
        set(mask, pair.less(get(value), get(best))),
        ...take,
      ]),
      write(best, search.least),
      write(bestAt, search.leastAt),
      write(at, search.at),
    ],
  },
  {
    name: 'second',
    parameters,
    results: [],
    locals,
    body: [
      read(given, search.given),
      read(best, search.gain),
      read(bestAt, search.gainAt),
      read(at, search.at),
      read(two, search.two),
      read(own, search.own),
      read(greatest, search.greatest),
      read(curvature, search.curvature),
      overAll((offset) => [
        set(value, pair.subtract(vector.load(get(gradient), offset), vector.load(get(penalty), offset))),
        set(greatest, pair.maximum(get(greatest), get(value))),
        set(value, pair.maximum(pair.add(get(given), get(value)), vector.zero)),
        set(mask, vector.load(get(kernel), offset)),
        set(
          mask,
          pair.subtract(pair.add(get(own), vector.load(get(other), offset)), pair.add(get(mask), get(mask))),
        ),
        set(
          value,
          pair.divide(pair.multiply(get(value), get(value)), pair.maximum(get(mask), get(curvature))),
        ),
        set(mask, pair.less(get(best), get(value))),
        ...take,
      ]),
      write(best, search.gain),
      write(bestAt, search.gainAt),
      write(at, search.at),
      write(greatest, search.greatest),
    ],
  },
])

export function workingSetIn(memory: WebAssembly.Memory): WorkingSet {
  return instantiate<WorkingSet>(module, memory)
}
