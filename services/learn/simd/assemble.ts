/*
 * Just enough of WebAssembly (W3C 2022, "WebAssembly core specification 2.0") to write a kernel of 128-bit vectors as
 * nested expressions. Plain loops take three to five times as long, as V8 does not vectorise.
 */

/** Instructions that leave one value on the stack, or none. */
export type Code = readonly number[]

export const i32 = 0x7f
export const f32 = 0x7d
export const f64 = 0x7c
export const v128 = 0x7b
export type ValueType = typeof i32 | typeof f32 | typeof f64 | typeof v128

/** Numbers of locals count on from those of the parameters. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
  readonly locals: readonly ValueType[]
  readonly body: readonly Code[]
}

export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code): Code => [...value, 0x21, local]
export const constant = (value: number): Code => [0x41, ...signed(value)]
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a]
export const subtract = (a: Code, b: Code): Code => [...a, ...b, 0x6b]
export const multiply = (a: Code, b: Code): Code => [...a, ...b, 0x6c]
export const and = (a: Code, b: Code): Code => [...a, ...b, 0x71]
export const or = (a: Code, b: Code): Code => [...a, ...b, 0x72]
export const shiftLeft = (a: Code, bits: number): Code => [...a, ...constant(bits), 0x74]
/** 1 or 0, as all comparisons; of numbers without a sign, as addresses are. */
export const lessThan = (a: Code, b: Code): Code => [...a, ...b, 0x49]
/** Of numbers with a sign. */
export const lessThanSigned = (a: Code, b: Code): Code => [...a, ...b, 0x48]
export const notEqual = (a: Code, b: Code): Code => [...a, ...b, 0x47]
/** Moves the address in a local on. */
export const advance = (pointer: number, bytes: number): Code =>
  set(pointer, add(get(pointer), constant(bytes)))
export const load = (address: Code, offset = 0): Code => [...address, 0x28, 2, ...unsigned(offset)]
export const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...[0x36, 2],
  ...unsigned(offset),
]

/** Whole numbers without a sign of one byte, and of two. */
export const load8 = (address: Code, offset = 0): Code => [...address, 0x2d, 0, ...unsigned(offset)]
export const load16 = (address: Code, offset = 0): Code => [...address, 0x2f, 1, ...unsigned(offset)]
/** As `memmove` does. */
export const copy = (to: Code, from: Code, bytes: Code): Code => [...to, ...from, ...bytes, 0xfc, 0x0a, 0, 0]

/** Runs the body if the condition holds. */
export const when = (condition: Code, body: readonly Code[]): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...body.flat(),
  0x0b,
]

/** Runs the body, and again as long as the condition holds after it. */
export const repeatWhile = (condition: Code, body: readonly Code[]): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...condition,
  ...[0x0d, 0x00, 0x0b],
]

export const single = {
  constant: (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x92],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0x93],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0x94],
  minimum: (a: Code, b: Code): Code => [...a, ...b, 0x96],
  atLeast: (a: Code, b: Code): Code => [...a, ...b, 0x60],
  load: (address: Code, offset = 0): Code => [...address, 0x2a, 2, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    0x38,
    2,
    ...unsigned(offset),
  ],
}

/** One number of double precision. */
export const double = {
  constant: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  load: (address: Code, offset = 0): Code => [...address, 0x2b, 3, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...[0x39, 3],
    ...unsigned(offset),
  ],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xa0],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0xa1],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0xa2],
  /** The nearest whole number, the even one of two. */
  nearest: (a: Code): Code => [...a, 0x9e],
  notEqual: (a: Code, b: Code): Code => [...a, ...b, 0x62],
  greater: (a: Code, b: Code): Code => [...a, ...b, 0x64],
  atLeast: (a: Code, b: Code): Code => [...a, ...b, 0x66],
}

/** Four numbers of single precision. */
export const vector = {
  load: (address: Code, offset = 0): Code => [...address, 0xfd, 0x00, 4, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...[0xfd, 0x0b, 4],
    ...unsigned(offset),
  ],
  loadSplat: (address: Code, offset = 0): Code => [...address, 0xfd, 0x09, 2, ...unsigned(offset)],
  zero: [0xfd, 0x0c, ...new Array(16).fill(0)] as Code,
  splat: (value: Code): Code => [...value, 0xfd, 0x13],
  and: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x4e],
  lane: (value: Code, lane: number): Code => [...value, 0xfd, 0x1f, lane],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xe4, 0x01],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xe5, 0x01],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xe6, 0x01],
  divide: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xe7, 0x01],
  root: (a: Code): Code => [...a, 0xfd, 0xe3, 0x01],
  /** b where it is less, otherwise a. */
  minimum: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xea, 0x01],
  /** b where it is greater, otherwise a. */
  maximum: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xeb, 0x01],
  /** All bits of a number where a is less. */
  less: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x43],
  /** All bits of a number where a is not less. */
  atLeast: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x46],
  or: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x50],
  /** a where all bits of a number of `where` are set, b where none is. */
  select: (a: Code, b: Code, where: Code): Code => [...a, ...b, ...where, 0xfd, 0x8b, 0x02],
  /** a * b + c, rounded once or twice as the machine does it faster: for results that may differ by that. */
  multiplyAdd: (a: Code, b: Code, c: Code): Code => [...a, ...b, ...c, 0xfd, 0x85, 0x02],
  /** The sum of the four lanes of a local. */
  sum: (local: number): Code => {
    const lane = (number: number) => vector.lane(get(local), number)
    return single.add(single.add(lane(0), lane(1)), single.add(lane(2), lane(3)))
  },
}

/** Four whole numbers of 32 bits. */
export const quad = {
  splat: (value: Code): Code => [...value, 0xfd, 0x11],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xae, 0x01],
  /** All bits of a number where they differ. */
  different: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x38],
  /** The highest bit of each, that of the first number in the lowest bit. */
  mask: (value: Code): Code => [...value, 0xfd, 0xa4, 0x01],
}

/** Two numbers of double precision. */
export const pair = {
  splat: (value: Code): Code => [...value, 0xfd, 0x14],
  loadSplat: (address: Code, offset = 0): Code => [...address, 0xfd, 0x0a, 3, ...unsigned(offset)],
  /** One number, and 0. */
  loadFirst: (address: Code): Code => [...address, 0xfd, 0x5d, 3, 0],
  first: (numbers: Code): Code => [...numbers, 0xfd, 0x21, 0],
  /** Numbers that are not neighbours. */
  gather: (first: Code, second: Code): Code => [...second, ...pair.loadFirst(first), 0xfd, 0x57, 3, 0, 1],
  /** The nearest four numbers of single precision. */
  toSingle: (low: Code, high: Code): Code => [
    ...[...low, 0xfd, 0x5e, ...high, 0xfd, 0x5e],
    ...[0xfd, 0x0d, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23],
  ],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf1, 0x01],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf0, 0x01],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf2, 0x01],
  divide: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf3, 0x01],
  /** b where it is greater, otherwise a. */
  maximum: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xf7, 0x01],
  root: (a: Code): Code => [...a, 0xfd, 0xef, 0x01],
  /** All bits of a number where a is less. */
  less: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x49],
  /** All bits of a number where both are equal. */
  equal: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0x47],
  /** a * b + c, rounded once or twice as the machine does it faster: for results that may differ by that. */
  multiplyAdd: (a: Code, b: Code, c: Code): Code => [...a, ...b, ...c, 0xfd, 0x87, 0x02],
}

/** Two whole numbers of 64 bits. */
export const whole = {
  add: (a: Code, b: Code): Code => [...a, ...b, 0xfd, 0xce, 0x01],
  shiftLeft: (a: Code, bits: number): Code => [...a, ...constant(bits), 0xfd, 0xcb, 0x01],
}

/** A module that imports its memory as `js.memory` and exports the functions by their names. */
export function assemble(functions: readonly WasmFunction[]): WebAssembly.Module {
  const types = functions.map(({ parameters, results }) => [0x60, ...list(parameters), ...list(results)])
  const exported = functions.map(({ name }, index) => [...text(name), 0x00, index])
  const code = functions.map(({ locals, body }) => {
    const declared = locals.map((type) => [1, type])
    return sized([...items(declared), ...body.flat(), 0x0b])
  })
  return new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, items(types)),
      ...section(2, items([[...text('js'), ...text('memory'), 0x02, 0x00, 0x00]])),
      ...section(3, list(functions.map((_, index) => index))),
      ...section(7, items(exported)),
      ...section(10, items(code)),
    ]),
  )
}

/** What a module exports, at work in a memory. */
export const instantiate = <Exports extends object>(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Exports => new WebAssembly.Instance(module, { js: { memory } }).exports as Exports

const section = (id: number, content: Code): Code => [id, ...sized(content)]
const sized = (content: Code): Code => [...unsigned(content.length), ...content]
const list = (values: readonly number[]): Code => [...unsigned(values.length), ...values]
const items = (contents: readonly Code[]): Code => [...unsigned(contents.length), ...contents.flat()]
const text = (name: string): Code => list([...Buffer.from(name)])

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): Code {
  const done = value >= -0x40 && value < 0x40
  return done ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
