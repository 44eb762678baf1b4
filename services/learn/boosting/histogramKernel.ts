import {
  add,
  assemble,
  type Code,
  constant,
  double,
  get,
  i32,
  instantiate,
  lessThan,
  load,
  pair,
  repeatWhile,
  set,
  vector,
  type WasmFunction,
} from '../simd/assemble.ts'

export interface HistogramKernel {
  /**
   * Adds to bins what was counted together. All parameters are bytes in memory.
   *
   * @param moves - where pairs of words begin: from where in the histogram, and to where; they end before `end`, and there
   *   is one at least
   */
  takeApart(histogram: number, moves: number, end: number): void
  /** Leaves in the bytes from `whole` to `end` what is not in `part`. */
  subtract(whole: number, part: number, end: number): void
}

function takeApart(stride: 1 | 2): WasmFunction {
  const [histogram, moves, end, from, to] = [0, 1, 2, 3, 4]
  const of = (offset: number) => add(get(histogram), load(get(moves), offset))
  const move: Code =
    stride === 2
      ? vector.store(get(to), pair.add(vector.load(get(to)), vector.load(get(from))))
      : double.store(get(to), double.add(double.load(get(to)), double.load(get(from))))
  return {
    name: `takeApart${stride}`,
    parameters: [i32, i32, i32],
    results: [],
    locals: [i32, i32],
    body: [
      repeatWhile(lessThan(get(moves), get(end)), [
        set(from, of(0)),
        set(to, of(4)),
        move,
        set(moves, add(get(moves), constant(8))),
      ]),
    ],
  }
}

const [whole, part, wholeEnd] = [0, 1, 2]

const module = assemble([
  takeApart(1),
  takeApart(2),
  {
    name: 'subtract',
    parameters: [i32, i32, i32],
    results: [],
    locals: [],
    body: [
      repeatWhile(lessThan(get(whole), get(wholeEnd)), [
        vector.store(get(whole), pair.subtract(vector.load(get(whole)), vector.load(get(part)))),
        ...[whole, part].map((pointer) => set(pointer, add(get(pointer), constant(16)))),
      ]),
    ],
  },
])

/** @param stride - doubles per bin */
export function histogramKernelIn(memory: WebAssembly.Memory, stride: 1 | 2): HistogramKernel {
  type Exports = Pick<HistogramKernel, 'subtract'> & Record<`takeApart${1 | 2}`, HistogramKernel['takeApart']>
  const { [`takeApart${stride}` as const]: takeApart, subtract } = instantiate<Exports>(module, memory)
  return { takeApart, subtract }
}
