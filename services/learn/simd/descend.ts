import {
  add,
  assemble,
  constant,
  f32,
  get,
  i32,
  instantiate,
  lessThan,
  repeatWhile,
  set,
  single,
  v128,
  vector,
} from './assemble.ts'

/**
 * One step of the descent on a pair of vectors p and q: with step = rate * (target - p.q), p becomes
 * keep * p + share * step * q and q becomes keep * q + step * p.
 *
 * @param p - byte at which the vector begins in memory; so is `q`
 * @param bytes - of each vector; a multiple of 32, at least 32
 * @returns step
 */
export type Descend = (
  p: number,
  q: number,
  bytes: number,
  target: number,
  rate: number,
  keep: number,
  share: number,
) => number

const [p, q, bytes, target, rate, keep, share] = [0, 1, 2, 3, 4, 5, 6]
const [i, j, end, even, odd, stepOfQ, stepOfP, kept, a, b] = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const step = target
const vectorBytes = 16
const lanes = [0, vectorBytes]

const rewind = [set(i, get(p)), set(j, get(q))]
const advance = [i, j].map((pointer) => set(pointer, add(get(pointer), constant(2 * vectorBytes))))
const again = lessThan(get(i), get(end))

const product = (offset: number) => vector.multiply(vector.load(get(i), offset), vector.load(get(j), offset))
const accumulate = [even, odd].map((sum, n) => set(sum, vector.add(get(sum), product(lanes[n]))))

const mix = (own: number, other: number, factor: number) =>
  vector.add(vector.multiply(get(kept), get(own)), vector.multiply(get(factor), get(other)))
const update = lanes.flatMap((offset) => [
  set(a, vector.load(get(i), offset)),
  set(b, vector.load(get(j), offset)),
  vector.store(get(i), mix(a, b, stepOfP), offset),
  vector.store(get(j), mix(b, a, stepOfQ), offset),
])

const module = assemble([
  {
    name: 'descend',
    parameters: [i32, i32, i32, f32, f32, f32, f32],
    results: [f32],
    locals: [i32, i32, i32, v128, v128, v128, v128, v128, v128, v128],
    body: [
      set(end, add(get(p), get(bytes))),
      ...rewind,
      repeatWhile(again, [...accumulate, ...advance]),
      set(even, vector.add(get(even), get(odd))),
      set(step, single.multiply(get(rate), single.subtract(get(target), vector.sum(even)))),
      set(kept, vector.splat(get(keep))),
      set(stepOfQ, vector.splat(get(step))),
      set(stepOfP, vector.splat(single.multiply(get(share), get(step)))),
      ...rewind,
      repeatWhile(again, [...update, ...advance]),
      get(step),
    ],
  },
])

/** The step of the descent on vectors in this memory. */
export function descendIn(memory: WebAssembly.Memory): Descend {
  return instantiate<{ descend: Descend }>(module, memory).descend
}

/** The least number of elements, at least `length`, that `descend` takes; those beyond are 0 and stay so. */
export const paddedLength = (length: number): number => Math.ceil(length / 8) * 8
